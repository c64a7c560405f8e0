# Compile options shared by everything of ours, as one target that stages link PRIVATE.
add_library(prorata_options INTERFACE)
add_library(prorata::options ALIAS prorata_options)

target_compile_options(
  prorata_options
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
            # Fused multiply-add would round once where the other build rounds twice: the same bits everywhere.
            -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these for std::string and std::vector code that is sound (GCC bugs 105651, 107852).
  target_compile_options(prorata_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

set(PRORATA_LTO "")
if(EMSCRIPTEN)
  # The linker compiles all stages as one program: what nobody calls, and what callers know of arguments, is worth a
  # tenth of its size. Natively the compiler's warnings and ccache are worth more.
  set(PRORATA_LTO -flto)
  target_compile_options(prorata_options INTERFACE -fwasm-exceptions -msimd128)
  target_link_options(prorata_options INTERFACE -fwasm-exceptions)
endif()
if(PRORATA_SANITIZE)
  target_compile_options(prorata_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(prorata_options INTERFACE -fsanitize=address,undefined)
endif()
