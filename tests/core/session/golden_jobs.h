// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>

/// What golden_test has the command line do. "@" stands for the job's own name in a file's name;
/// inputs are written by the test, and sessions lie in golden/.
namespace kilter::testing {

struct GoldenJob {
    const char* name;
    const char* words; ///< behind `kilter-cli`, separated by blanks
};

/// Nothing proposed and nothing searched: what only the chain, the writers and the meters decide.
inline constexpr std::array kRenderingJobs{
    GoldenJob{"analyse", "analyse mix.wav a.wav b.flac mono.wav wide.aiff"},
    GoldenJob{"plain", "master mix.wav --drive 0 -o @.wav"},
    GoldenJob{"clean", "master mix.wav --drive 5 -o @.wav"},
    GoldenJob{"loud", "master mix.wav --drive 7 --limiter loud --ceiling -0.5 -o @.wav"},
    GoldenJob{"off", "master mix.wav --drive 4 --limiter off -o @.wav"},
    GoldenJob{"linked", "master mix.wav --drive 5 --link 100 --release 50 --ceiling -3 -o @.wav"},
    GoldenJob{"bell", "master mix.wav --drive 1 --band bell:300:3.5:1.2 -o @.wav"},
    GoldenJob{"shelves", "master mix.wav --drive 0 --band lowshelf:90:2:0.7 "
                         "--band highshelf:9000:-3:0.7 --band tilt:900:1.5:0.7 -o @.wav"},
    GoldenJob{"cuts", "master mix.wav --drive 2 --band lowcut:35:24:0.7 "
                      "--band highcut:17000:12:0.7 --band notch:1000:0:8 -o @.wav"},
    GoldenJob{"mid_side", "master mix.wav --drive 0 --band bell:250:-3:1:mid "
                          "--band bell:4000:2:0.8:side --band lowcut:120:12:0.7:side -o @.wav"},
    GoldenJob{"linear", "master mix.wav --drive 3 --phase linear --band bell:300:-4:1 "
                        "--band highshelf:8000:3:0.7 -o @.wav"},
    GoldenJob{"linear_side", "master mix.wav --drive 0 --phase linear --band bell:500:3:1:mid "
                             "--band bell:2500:-3:1:side -o @.wav"},
    GoldenJob{"rate_48", "master mix.wav --drive 1 --rate 48000 --band bell:300:2:1 -o @.wav"},
    GoldenJob{"rate_96", "master mix.wav --drive 0 --rate 96000 -o @.flac"},
    GoldenJob{"rate_22", "master mix.wav --drive 3 --rate 22050 -o @.wav"},
    GoldenJob{"wav_16_plain", "master mix.wav --drive 0 --bits 16 --dither tpdf -o @.wav"},
    GoldenJob{"wav_16_shaped", "master mix.wav --drive 0 --bits 16 --dither shaped -o @.wav"},
    GoldenJob{"wav_16_none", "master mix.wav --drive 0 --bits 16 --dither none -o @.wav"},
    GoldenJob{"wav_24_shaped", "master mix.wav --drive 0 --dither shaped -o @.wav"},
    GoldenJob{"wav_float", "master mix.wav --drive 6 --bits 32f -o @.wav"},
    GoldenJob{"flac_16", "master mix.wav --drive 0 --bits 16 --dither shaped -o @.flac"},
    GoldenJob{"flac_24", "master mix.wav --drive 0 -o @.flac"},
    GoldenJob{"aiff_16", "master mix.wav --drive 0 --bits 16 -o @.aiff"},
    GoldenJob{"aiff_24", "master b.flac --drive 2 -o @.aiff"},
    GoldenJob{"tags_wav", "master mix.wav --drive 0 --title Song --artist Wir "
                          "--isrc DEA123456789 -o @.wav"},
    GoldenJob{"tags_flac", "master b.flac --drive 0 --title Again -o @.flac"},
    GoldenJob{"mono_in", "master mono.wav --drive 3 -o @.wav"},
    GoldenJob{"wide", "master wide.aiff --drive 3 --band bell:15000:2:1 -o @.wav"},
    GoldenJob{"silent", "master silence.wav --drive 3 --bits 16 -o @.wav"},
    GoldenJob{"session_bands", "render bands.kilter -o @.wav"},
    GoldenJob{"session_edited", "render edited.kilter -o @.flac"},
    GoldenJob{"session_curve", "render curve.kilter -o @.wav"},
};

/// What hangs on the proposals, on the solver, or on both.
inline constexpr std::array kSearchJobs{
    GoldenJob{"compare", "compare mix.wav -r a.wav -r b.flac"},
    GoldenJob{"compare_builtin", "compare mix.wav"},
    GoldenJob{"profile", "profile a.wav b.flac mono.wav -o @.json"},
    GoldenJob{"at_14", "master mix.wav -o @.wav"},
    GoldenJob{"at_9", "master mix.wav --loudness -9 -o @.wav"},
    GoldenJob{"at_7_loud", "master mix.wav --loudness -7 --limiter loud --ceiling -0.3 -o @.wav"},
    GoldenJob{"one_reference",
              "master mix.wav -r a.wav --report @.html --session @.kilter -o @.wav"},
    GoldenJob{"two_references", "master mix.wav -r a.wav -r b.flac --loudness -10 --session "
                                "@.kilter -o @.wav"},
    GoldenJob{"two_moves", "master mix.wav -r a.wav --moves 2 --phase linear --drive 2 -o @.flac"},
    GoldenJob{"no_moves", "master mix.wav -r a.wav --moves 0 --loudness -11 -o @.wav"},
    GoldenJob{"half", "master mix.wav -r a.wav --amount 50 --drive 0 -o @.wav"},
    GoldenJob{"full_gap", "master mix.wav -r a.wav --limit 12 --drive 0 -o @.wav"},
    GoldenJob{"own_band", "master mix.wav -r a.wav --band bell:1000:2:1:side --drive 0 -o @.wav"},
    GoldenJob{"match", "master mix.wav -r a.wav --match 60 --report @.html --session @.kilter "
                       "-o @.wav"},
    GoldenJob{"match_linear", "master mix.wav -r b.flac --match 100 --detail 0.4 --limit 9 "
                              "--phase linear --loudness -10 -o @.flac"},
    GoldenJob{"weights", "master mix.wav -r a.wav -r b.flac --weight 1:3 --section 0:01-0:05 "
                         "--section-of 2:1-4.5 --drive 0 -o @.wav"},
    GoldenJob{"whole", "master mix.wav -r a.wav --section all --drive 0 -o @.wav"},
    GoldenJob{"saved_profile", "master mix.wav --profile saved.json --drive 0 -o @.wav"},
    GoldenJob{"builtin", "master mix.wav --profile builtin -r a.wav --drive 0 -o @.wav"},
    GoldenJob{"compressor", "master mix.wav --compressor threshold=-26,ratio=4,attack=3,mix=80 "
                            "--loudness -12 --report @.html --session @.kilter -o @.wav"},
    GoldenJob{"into_the_ceiling", "master mix.wav --drive 12 --band bell:80:3:1 -o @.wav"},
    GoldenJob{"rate_and_dither", "master mix.wav -r a.wav --rate 48000 --bits 16 --dither shaped "
                                 "--loudness -12 -o @.wav"},
    GoldenJob{"out_of_reach", "master mix.wav --loudness -2 --allow-miss -o @.wav"},
    GoldenJob{"session_loudness", "render loudness.kilter -o @.wav"},
};

} // namespace kilter::testing
