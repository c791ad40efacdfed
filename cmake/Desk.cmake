# Man pages and completions, written at build time from the tables of options, commands and keys.
add_executable(desk cmake/desk.c cmake/desk_man.c cmake/desk_shells.c src/cli/handover.c)
target_link_libraries(desk PRIVATE cli wrkbook_warnings)
target_compile_definitions(desk PRIVATE _POSIX_C_SOURCE=200809L)

# desk_file(NAME DIRECTORY ARGUMENT...): a file that desk writes, and where it is installed.
function(desk_file name directory)
  set(file ${CMAKE_BINARY_DIR}/desk_files/${name})
  add_custom_command(OUTPUT ${file} COMMAND desk ${ARGN} > ${file} DEPENDS desk docs/man/wrkbook.1.in docs/man/wrkbook.yaml.5.in VERBATIM
                     WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  install(FILES ${file} DESTINATION ${directory})
  set(desk_files ${desk_files} ${file} PARENT_SCOPE)
endfunction()

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/desk_files)
desk_file(wrkbook.1 ${CMAKE_INSTALL_MANDIR}/man1 man docs/man/wrkbook.1.in)
desk_file(wrkbook.yaml.5 ${CMAKE_INSTALL_MANDIR}/man5 man docs/man/wrkbook.yaml.5.in)
desk_file(wrkbook ${CMAKE_INSTALL_DATADIR}/bash-completion/completions bash)
desk_file(_wrkbook ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions zsh)
desk_file(wrkbook.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d fish)
add_custom_target(desk_files ALL DEPENDS ${desk_files})
