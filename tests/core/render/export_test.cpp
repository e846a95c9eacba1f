// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/render/export.h"
#include "tests/support/audio_buffers.h"
#include "tests/support/file_bytes.h"
#include "tests/support/full_disk.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;

namespace {

namespace fs = std::filesystem;

constexpr SampleRate kRate{44100};
constexpr auto kOld = "what was there before";

// Three seconds of a sine and one of half its amplitude, so that momentary and integrated loudness
// differ. Tech 3341: a stereo sine of 1 kHz reads its peak level in dBFS as LUFS.
constexpr double kLoudness = -12.04 - 0.90; // 10 log10((3 + 1/4) / 4) = -0.90

AudioBuffer someMaster() {
    AudioBuffer audio = sine(997.0, 0.25, kRate, {4 * kRate.hz});
    for (int c = 0; c < 2; ++c) {
        for (float& x : audio.channel(c).last(static_cast<std::size_t>(kRate.hz)))
            x *= 0.5f;
    }
    return audio;
}

// Changes a byte in the middle of the unfinished file: what a bad disk would do.
bool spoilUnfinishedFileIn(const fs::path& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd", ignored)) {
        const fs::path file = fs::read_symlink(entry.path(), ignored);
        if (file.parent_path() != folder)
            continue;
        const int fd = std::stoi(entry.path().filename().string());
        const char byte = 0x55;
        return ::pwrite(fd, &byte, 1, 100'000) == 1;
    }
    return false;
}

} // namespace

class ExportTest : public QObject {
    Q_OBJECT

  private:
    std::optional<QTemporaryDir> temporary_;
    fs::path folder_;

    [[nodiscard]] ExportRequest request() const {
        ExportRequest request;
        request.out = folder_ / "master.wav";
        request.overwrite = true;
        request.tags = {"Title", "Artist", "USRC17607839"};
        return request;
    }

  private slots:
    void init() {
        temporary_.emplace();
        folder_ = temporary_->path().toStdString();
    }

    /// What is said of the file is what the file holds.
    void measuredAndWritten() {
        for (const auto& [file, samples] : {std::pair{FileFormat::Wav, SampleFormat::Pcm16},
                                            {FileFormat::Wav, SampleFormat::Pcm24},
                                            {FileFormat::Wav, SampleFormat::Float32},
                                            {FileFormat::Flac, SampleFormat::Pcm24},
                                            {FileFormat::Aiff, SampleFormat::Pcm24}}) {
            ExportRequest wish = request();
            wish.format = file;
            wish.samples = samples;
            auto staged = stageExport(someMaster(), kRate, wish);
            QVERIFY2(staged, staged ? "" : staged.error().detail.c_str());
            QVERIFY(staged->commit());
            QCOMPARE(staged->bytes, std::uint64_t{fs::file_size(wish.out)});
            QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});

            const auto track = readTrack(wish.out);
            QVERIFY(track);
            QCOMPARE(track->tags.isrc, wish.tags.isrc);
            const auto again = analyse(*track);
            QCOMPARE(again->loudness.integrated, staged->analysis.loudness.integrated);
            QCOMPARE(again->peaks.maxTruePeak(), staged->analysis.peaks.maxTruePeak());
            QVERIFY(std::abs(staged->analysis.loudness.integrated->value - kLoudness) < 0.2);
            QVERIFY(std::abs(staged->analysis.loudness.momentaryMax->value + 12.04) < 0.1);
            if (file == FileFormat::Wav) {
                const std::string bytes = readBytes(wish.out);
                const std::size_t field = bytes.find("bext") + 8 + 412;
                const auto value =
                    static_cast<std::int16_t>(static_cast<unsigned char>(bytes[field]) |
                                              static_cast<unsigned char>(bytes[field + 1]) << 8);
                QCOMPARE(int{value}, static_cast<int>(std::lround(
                                         100.0 * staged->analysis.loudness.integrated->value)));
            }
        }
    }

    /// All five figures of bext, each of which is another.
    void broadcastFigures() {
        AudioBuffer master = sine(997.0, 0.25, kRate, {6 * kRate.hz});
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < master.channel(c).size(); ++i)
                master.channel(c)[i] *= (i < 66150   ? 1.0F
                                         : i < 88200 ? 1.4F
                                                     : 0.6F) *
                                        (c ? 0.5F : 1.0F);
        const auto staged = stageExport(std::move(master), kRate, request());
        QVERIFY(staged);
        const Loudness& l = staged->analysis.loudness;
        const std::array figures{l.integrated->value, l.range->value,
                                 staged->analysis.peaks.maxTruePeak().value, l.momentaryMax->value,
                                 l.shortTermMax->value};
        const std::string bytes = readBytes(staged->file.path());
        for (std::size_t i = 0; i < figures.size(); ++i) {
            const std::size_t field = bytes.find("bext") + 8 + 412 + 2 * i;
            const auto value =
                static_cast<std::int16_t>(static_cast<unsigned char>(bytes[field]) |
                                          static_cast<unsigned char>(bytes[field + 1]) << 8);
            QCOMPARE(int{value}, static_cast<int>(std::lround(100.0 * figures[i])));
            for (std::size_t k = 0; k < i; ++k)
                QVERIFY(std::abs(figures[i] - figures[k]) > 0.05);
        }
    }

    void sameBytes() {
        ExportRequest wish = request();
        wish.ditherSeed = 42;
        QVERIFY(stageExport(someMaster(), kRate, wish)->commit());
        const std::string first = readBytes(wish.out);
        QVERIFY(stageExport(someMaster(), kRate, wish)->commit());
        QVERIFY(first == readBytes(wish.out));
        wish.ditherSeed = 43;
        QVERIFY(stageExport(someMaster(), kRate, wish)->commit());
        QVERIFY(first != readBytes(wish.out));
    }

    void saysWhatItDid() {
        ExportRequest wish = request();
        wish.samples = SampleFormat::Pcm16;
        wish.dither = DitherKind::Shaped;
        AudioBuffer loud = someMaster();
        loud.channel(1)[100] = 1.5f;
        auto staged = stageExport(loud, {96000}, wish);
        QCOMPARE(staged->dither, DitherKind::Tpdf);
        QCOMPARE(staged->clipped, std::int64_t{1});
        wish.samples = SampleFormat::Float32;
        staged = stageExport(loud, kRate, wish);
        QCOMPARE(staged->dither, DitherKind::None);
        QVERIFY(staged->commit());
        QCOMPARE(readTrack(wish.out)->audio.channel(1)[100], 1.5f);
    }

    void dropped() {
        writeBytes(request().out, kOld);
        {
            const auto staged = stageExport(someMaster(), kRate, request());
            QVERIFY(staged);
            QCOMPARE(readBytes(request().out), std::string(kOld));
        }
        QCOMPARE(readBytes(request().out), std::string(kOld));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }

    void outputExists() {
        ExportRequest wish = request();
        wish.overwrite = false;
        // It comes to be there between staging and committing, too.
        auto staged = stageExport(someMaster(), kRate, wish);
        QVERIFY(staged);
        writeBytes(wish.out, kOld);
        QCOMPARE(staged->commit().error().code, ErrorCode::OutputExists);
        QCOMPARE(stageExport(someMaster(), kRate, wish).error().code, ErrorCode::OutputExists);
        QCOMPARE(checkOutput(wish).error().code, ErrorCode::OutputExists);
        QCOMPARE(readBytes(wish.out), std::string(kOld));
    }

    /// Said before the long work, not after it.
    void noFolderToWriteIn() {
        ExportRequest wish;
        wish.out = folder_ / "no such folder" / "master.wav";
        QCOMPARE(checkOutput(wish).error().code, ErrorCode::FileNotFound);
        wish.out = folder_ / "master-to-be.wav";
        QVERIFY(checkOutput(wish));
        wish.out = "master-to-be.wav"; // where the program was started
        QVERIFY(checkOutput(wish));
    }

    void outputIsInput() {
        writeBytes(folder_ / "mix.wav", kOld);
        fs::create_symlink("mix.wav", folder_ / "symbolic.wav");
        fs::create_hard_link(folder_ / "mix.wav", folder_ / "hard.wav");
        fs::create_directory(folder_ / "sub");
        ExportRequest wish = request();
        wish.inputs = {folder_ / "reference.wav", folder_ / "mix.wav"};
        for (const char* name : {"mix.wav", "symbolic.wav", "hard.wav", "sub/../mix.wav"}) {
            wish.out = folder_ / name;
            const auto staged = stageExport(someMaster(), kRate, wish);
            QVERIFY(!staged);
            QCOMPARE(staged.error().code, ErrorCode::OutputIsInput);
        }
        QCOMPARE(readBytes(folder_ / "mix.wav"), std::string(kOld));
    }

    void fullDisk() {
        writeBytes(request().out, kOld);
        for (const std::uint64_t room : {1'000, 500'000, 1'050'000}) {
            const FileSizeLimit limit(room);
            const auto staged = stageExport(someMaster(), kRate, request());
            QVERIFY(!staged);
            QCOMPARE(staged.error().code, ErrorCode::DiskFull);
        }
        QCOMPARE(readBytes(request().out), std::string(kOld));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }

    void readBackDiffers() {
        writeBytes(request().out, kOld);
        bool isSpoiled = false;
        const Progress progress(
            [&](double fraction, std::string_view) {
                if (!isSpoiled && fraction > 0.84) // all samples are written
                    isSpoiled = spoilUnfinishedFileIn(folder_);
            },
            {});
        const auto staged = stageExport(someMaster(), kRate, request(), progress);
        if (!isSpoiled)
            QSKIP("no /proc here");
        QVERIFY(!staged);
        QCOMPARE(staged.error().code, ErrorCode::WriteFailed);
        QCOMPARE(readBytes(request().out), std::string(kOld));
    }

    void readOnlyFolder() {
        writeBytes(request().out, kOld);
        std::optional<Mount> mount;
        if (::geteuid() == 0) {
            mount.emplace(Mount::readOnly(folder_));
            if (!mount->isMounted())
                QSKIP("can't mount here");
        } else {
            fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
        }
        const auto staged = stageExport(someMaster(), kRate, request());
        mount.reset();
        fs::permissions(folder_, fs::perms::owner_all);
        QCOMPARE(staged.error().code, ErrorCode::NoPermission);
        QCOMPARE(readBytes(request().out), std::string(kOld));
    }

    /// kill -9 at every stage: old or new, never half, and no litter after the next export.
    void killed() {
        writeBytes(request().out, kOld);
        for (const double when : {0.05, 0.5, 0.7, 0.9, 0.99}) {
            const pid_t child = ::fork();
            if (child == 0) {
                const Progress progress(
                    [&](double fraction, std::string_view) {
                        if (fraction >= when)
                            ::kill(::getpid(), SIGKILL);
                    },
                    {});
                (void)stageExport(someMaster(), kRate, request(), progress);
                ::_exit(0);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            QCOMPARE(readBytes(request().out), std::string(kOld));
        }
        QVERIFY(stageExport(someMaster(), kRate, request())->commit());
        QVERIFY(readTrack(request().out));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }

    void cancelled() {
        writeBytes(request().out, kOld);
        for (const double when : {0.0, 0.3, 0.7, 0.9}) {
            std::stop_source stop;
            if (when == 0.0)
                stop.request_stop();
            const Progress progress(
                [&](double fraction, std::string_view) {
                    if (fraction >= when)
                        stop.request_stop();
                },
                stop.get_token());
            const auto staged = stageExport(someMaster(), kRate, request(), progress);
            QVERIFY(!staged);
            QCOMPARE(staged.error().code, ErrorCode::Cancelled);
        }
        QCOMPARE(readBytes(request().out), std::string(kOld));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }
};

QTEST_APPLESS_MAIN(ExportTest)
#include "export_test.moc"
