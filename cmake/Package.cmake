# cpack -G DEB and cpack -G TGZ; the same bytes for the same SOURCE_DATE_EPOCH.
set(CPACK_PACKAGE_NAME wrkbook)
# A package must name whom to write to. Until somebody who publishes it says so, that is nobody: no such
# address can exist.
set(WRKBOOK_CONTACT "whoever built it <nobody@wrkbook.invalid>" CACHE STRING "Maintainer of the packages: NAME <ADDRESS>")
set(CPACK_PACKAGE_CONTACT "${WRKBOOK_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "turns load-test logs into an honest report")
set(CPACK_PACKAGE_DESCRIPTION "Reads the output of wrk and other HTTP load tools, compares systems, says what
differs and by how much, and writes Markdown, HTML, charts, workbooks, JSON and CSV.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libpangocairo-1.0-0) # loaded at run time, so not found by shlibdeps
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/wrkbook RENAME copyright)
include(CPack)
