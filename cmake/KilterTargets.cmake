# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of our own has: C++20, our warnings, includes written from the top ("core/base/units.h").
add_library(kilter_options INTERFACE)
target_compile_features(kilter_options INTERFACE cxx_std_20)
target_include_directories(kilter_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(kilter_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion
    # The same bytes from the preview and the export, whatever the compiler would like to fuse.
    -ffp-contract=off
    # `#pragma omp simd` in inner loops; no OpenMP run time is linked.
    -fopenmp-simd
    $<$<BOOL:${KILTER_WERROR}>:-Werror>)
target_link_libraries(kilter_options INTERFACE pthread)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
find_program(KILTER_CCACHE ccache)
if(KILTER_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${KILTER_CCACHE})
endif()

# A timeout ends what hangs; sanitizers on a busy machine take twenty times as long as a test takes alone.
# kilter_test(name [TIMEOUT seconds] [LABELS label...] [LIBRARIES library...]): name.cpp is one Qt Test executable.
function(kilter_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "LABELS;LIBRARIES" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    add_executable(${name} ${name}.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE kilter_core kilter_test_support Qt6::Test ${ARG_LIBRARIES})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${ARG_TIMEOUT}
        LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
endfunction()
