# Flags of the OpenSSF guide for hardening C programs, each where the compiler and linker have it.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# harden(CONDITION FLAG...): each flag the compiler takes, under a generator expression's condition.
function(harden condition)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "takes${flag}" takes)
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_c_compiler_flag(${flag} ${takes})
    if(${takes})
      add_compile_options($<${condition}:${flag}>)
    endif()
  endforeach()
endfunction()

harden(1 -fstack-protector-strong -fstack-clash-protection -fstrict-flex-arrays=3 -Wtrampolines -Wbidi-chars=any
       -Werror=format-security -Werror=implicit -Werror=incompatible-pointer-types -Werror=int-conversion)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64")
  harden(1 -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  harden(1 -mbranch-protection=standard)
endif()

# Not where sanitizers and coverage look for what these would hide, or optimisation is off.
set(release $<NOT:$<CONFIG:Debug>>)
add_compile_options($<${release}:-U_FORTIFY_SOURCE> $<${release}:-D_FORTIFY_SOURCE=3>)
harden(${release} -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing
       -ftrivial-auto-var-init=zero -fzero-init-padding-bits=all)
# A package has the same bytes wherever it is built.
harden(${release} -ffile-prefix-map=${CMAKE_BINARY_DIR}=build -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)

foreach(flag -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,--as-needed -Wl,--no-copy-dt-needed-entries)
  string(MAKE_C_IDENTIFIER "links${flag}" links)
  check_linker_flag(C ${flag} ${links})
  if(${links})
    add_link_options(${flag})
  endif()
endforeach()
