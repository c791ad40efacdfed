# Warnings for our own code only; presets make them errors.
add_library(wrkbook_warnings INTERFACE)
target_compile_options(wrkbook_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wimplicit-fallthrough
  -Wdate-time)
