// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/pipeline.h"

#include "core/audio/audio_writer.h"
#include "core/chain/equaliser.h"
#include "core/demo/demo_song.h"
#include "core/session/messages.h"
#include "core/session/report.h"
#include "tests/support/file_bytes.h"
#include "tests/support/memory_limit.h"
#include "tests/support/realtime_scope.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <new>

using namespace kilter;

/// From files to a file, through every stage, on the demo's music.
class PipelineTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100};
    QTemporaryDir dir_;
    AudioBuffer song_ = demoSong(DemoSong::Mix, {24.0}, kRate, 5);

    std::filesystem::path file(const char* name) const { return dir_.filePath(name).toStdString(); }
    void write(const char* name, const AudioBuffer& audio) const {
        QVERIFY(writeAudioFile(file(name), audio, kRate, {FileFormat::Wav, SampleFormat::Float32}));
    }
    static AudioBuffer equalised(AudioBuffer audio, const FilterShape& shape) {
        Move move;
        move.shape = shape;
        const DesignedChain chain = designChain({move}, {}, KernelPhase::Minimum, {}, kRate);
        Equaliser equaliser(kRate, chain.settings.equaliser);
        testing::RealtimeScope scope;
        equaliser.process(scope.token(), {audio.channel(0).data(), audio.channel(1).data(),
                                          static_cast<int>(audio.frames().count)});
        return audio;
    }
    Session sessionOf(const char* mix, std::vector<const char*> references) const {
        Session session;
        session.created = "2026-01-31";
        session.mix.path = file(mix);
        for (const char* reference : references)
            session.references.push_back({{file(reference), {}, GoodSections{}}, true, 1.0});
        return session;
    }
    struct Loaded {
        LoadedTrack mix;
        std::optional<Comparison> comparison;
    };
    static Loaded load(const Session& session) {
        std::vector<Source> sources{session.mix};
        for (const auto& reference : session.references)
            sources.push_back(reference.source);
        auto tracks = loadTracks(sources);
        Targets targets;
        for (std::size_t i = 1; i < tracks.size(); ++i)
            targets.references.push_back(tracks[i] ? tracks[i]->analysis : nullptr);
        for (const auto& profile : session.profiles)
            targets.profiles.emplace_back(*loadProfile(profile));
        return {*tracks[0], compare(session, *tracks[0]->analysis, targets)};
    }

  private slots:
    void initTestCase() {
        write("song.wav", song_);
        write("bell.wav", equalised(song_, {FilterKind::Bell, {1500}, {3.0}, 1.0}));
        write("other.wav", demoSong(DemoSong::ReferenceA, {24.0}, kRate, 5));
        write("third.wav", demoSong(DemoSong::ReferenceB, {24.0}, kRate, 5));
    }

    void itsOwnReferenceGivesNoMove() {
        const Loaded loaded = load(sessionOf("song.wav", {"song.wav"}));
        QVERIFY(loaded.comparison);
        QVERIFY(loaded.comparison->moves.empty());
        QVERIFY(loaded.comparison->gap.sameSong);
    }

    /// A bell of +3 dB comes back as -3 dB, within 0.5 dB and 1/4 octave.
    void aKnownBellComesBack() {
        const Loaded loaded = load(sessionOf("bell.wav", {"song.wav"}));
        QCOMPARE(loaded.comparison->moves.size(), std::size_t{1});
        const FilterShape& found = loaded.comparison->moves[0].shape;
        QVERIFY(found.kind == FilterKind::Bell);
        QVERIFY(std::abs(found.gain.value + 3.0) <= 0.5);
        QVERIFY(std::abs(std::log2(found.frequency.value / 1500.0)) <= 0.25);
        QVERIFY(loaded.comparison->predicted.rms < 0.3 * loaded.comparison->gap.rms);
    }

    void referencesAreCompared() {
        const Loaded loaded = load(sessionOf("song.wav", {"other.wav", "third.wav"}));
        QVERIFY(!loaded.comparison->gap.sameSong);
        QCOMPARE(loaded.comparison->profile.references, 2);
        QVERIFY(loaded.comparison->predicted.rms <= loaded.comparison->gap.rms);
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            const Verdict verdict = loaded.comparison->gap.bands[b].verdict;
            QCOMPARE(loaded.comparison->explanation[b] == Unmoved::Inside,
                     verdict == Verdict::Inside &&
                         loaded.comparison->explanation[b] != Unmoved::Moved);
        }
    }

    // What the demo's mix was made with, too little at 60-250 Hz and too much at 2-4 kHz, is what a
    // newcomer hears mended first.
    void theDemosTwoFaultsAreMended() {
        for (const auto& [name, song] : {std::pair{"demo-mix.wav", DemoSong::Mix},
                                         std::pair{"demo-a.wav", DemoSong::ReferenceA},
                                         std::pair{"demo-b.wav", DemoSong::ReferenceB}})
            write(name, render(demoRecipe(song)));
        const Loaded loaded = load(sessionOf("demo-mix.wav", {"demo-a.wav", "demo-b.wav"}));
        QVERIFY(loaded.comparison);
        const Moves& moves = loaded.comparison->moves;
        const auto works = [&](double from, double to, double sign) {
            return std::any_of(moves.begin(), moves.end(), [&](const Move& m) {
                return m.shape.frequency.value > from && m.shape.frequency.value < to &&
                       m.shape.gain.value * sign > 1.0;
            });
        };
        QVERIFY2(works(60.0, 250.0, 1.0), "the low end");
        QVERIFY2(works(2000.0, 4000.0, -1.0), "the presence");
        QVERIFY(loaded.comparison->predicted.rms.value < 0.5 * loaded.comparison->gap.rms.value);
    }

    void nothingToCompareWith() {
        QVERIFY(!load(sessionOf("song.wav", {})).comparison);
        Session session = sessionOf("song.wav", {"other.wav"});
        session.references[0].used = false;
        QVERIFY(!load(session).comparison);
        session.profiles.emplace_back(); // the built-in target
        QVERIFY(load(session).comparison.has_value());
    }

    /// Contract: a self-contained session, without its references, gives the same bytes.
    void resolvedGivesTheSameBytes() {
        Session session = sessionOf("song.wav", {"other.wav"});
        session.moveOptions.limit = {6.0};
        session.moveOptions.fullGap = true;
        session.target.loudness = Lufs{-7.5}; // so loud that the equaliser follows the limiter
        bool corrected = true;
        const auto bytesOf = [&](const Session& s, const char* name) {
            const Loaded loaded = load(s);
            const Comparison* comparison = loaded.comparison ? &*loaded.comparison : nullptr;
            auto mastered = master(s, loaded.mix, comparison);
            corrected = corrected && mastered->balance.corrected;
            auto staged = stageMaster(s, loaded.mix, std::move(mastered->solved.master.audio),
                                      mastered->rate, {file(name), false});
            QFile written(QString::fromStdString(file(name)));
            const bool there = staged && staged->commit() && written.open(QIODevice::ReadOnly);
            return there ? written.readAll() : QByteArray();
        };
        const QByteArray first = bytesOf(session, "first.wav");
        const Loaded loaded = load(session);
        Session alone = selfContained(session, loaded.mix, &*loaded.comparison);
        alone.references.clear();
        QCOMPARE(bytesOf(alone, "second.wav"), first);
        QVERIFY(first.size() > 1000000);
        QVERIFY(corrected);
    }

    void measuredOnTheFile() {
        Session session = sessionOf("song.wav", {"other.wav"});
        session.target.loudness = Lufs{-9.0};
        session.delivery.rate = SampleRate{48000};
        session.delivery.samples = SampleFormat::Pcm16;
        const Loaded loaded = load(session);
        auto mastered = master(session, loaded.mix, &*loaded.comparison);
        QVERIFY(mastered);
        auto staged = stageMaster(session, loaded.mix, mastered->solved.master.audio,
                                  mastered->rate, {file("m.wav"), false});
        QVERIFY(staged);
        QCOMPARE(staged->analysis.rate.hz, 48000);
        QCOMPARE(staged->analysis.frames.count, std::llround(24.0 * 48000));
        QVERIFY(std::abs(staged->analysis.loudness.integrated->value + 9.0) <= 0.05);
        QVERIFY(staged->analysis.peaks.maxTruePeak().value <= -1.0 + 0.001);
        QVERIFY(!QFile::exists(dir_.filePath("m.wav"))); // not before commit()

        Report report;
        report.session = &session;
        report.mix = loaded.mix;
        report.comparison = &*loaded.comparison;
        report.mastered = &*mastered;
        report.master = &staged->analysis;
        report.gapAfter = measuredGap(loaded.comparison->gap, staged->analysis.spectrogram);
        report.cost = costOf(mastered->solved, *loaded.mix.analysis, staged->analysis,
                             mastered->loudestClean);
        report.costText = sentenceFor(report.cost, mastered->solved, session.target);
        report.out = file("m.wav");
        const QString html = QString::fromStdString(reportHtml(report));
        QVERIFY(html.startsWith("<!DOCTYPE html>") && html.endsWith("</html>\n"));
        QCOMPARE(html.count("<svg"), 3);
        QCOMPARE(html.count("</svg>"), 3);
        QVERIFY(!html.contains("http") && !html.contains("<script") && !html.contains("nan"));
        QVERIFY(html.contains("−9.0"));
        QVERIFY(html.contains("<th>Predicted</th><th>Measured</th>"));
        QCOMPARE(QString::fromStdString(reportHtml(report)), html);
    }

    /// One mix, one noise: the same bytes again, and others for another mix.
    void ditherIsTheMixs() {
        Session session = sessionOf("song.wav", {});
        session.delivery.samples = SampleFormat::Pcm16;
        session.delivery.dither = DitherKind::Tpdf;
        LoadedTrack mix = load(session).mix;
        Track track = *mix.track;
        const auto bytesFor = [&](std::uint64_t hash) {
            track.fingerprint.hash = hash;
            mix.track = std::make_shared<Track>(track);
            auto staged = stageMaster(session, mix, AudioBuffer(2, {44100}), track.rate,
                                      {file("dithered.wav"), true});
            QFile written(QString::fromStdString(file("dithered.wav")));
            const bool there = staged && staged->commit() && written.open(QIODevice::ReadOnly);
            return there ? written.readAll() : QByteArray();
        };
        const QByteArray first = bytesFor(1);
        QVERIFY(!first.isEmpty());
        QVERIFY(bytesFor(2) != first);
        QVERIFY(bytesFor(1) == first);
    }

    /// Figures of a section can be compared only where it is the same.
    void theMasterIsMeasuredOverTheMixsSection() {
        Session session = sessionOf("song.wav", {});
        session.mix.section = Section{{5.0}, {11.0}};
        session.delivery.rate = SampleRate{48000};
        const Loaded loaded = load(session);
        auto mastered = master(session, loaded.mix, nullptr);
        QVERIFY(mastered);
        const auto staged =
            stageMaster(session, loaded.mix, std::move(mastered->solved.master.audio),
                        mastered->rate, {file("section.wav"), false});
        QVERIFY(staged);
        QCOMPARE(staged->analysis.section().begin.value, 5.0);
        QCOMPARE(staged->analysis.section().end.value, 11.0);
    }

    void aRebouncedMixIsNoticed() {
        const Loaded loaded = load(sessionOf("song.wav", {}));
        Source source{file("song.wav"), loaded.mix.track->fingerprint, GoodSections{}};
        QVERIFY(!isChanged(source, *loaded.mix.track));
        source.fingerprint.hash ^= 1U;
        QVERIFY(isChanged(source, *loaded.mix.track));
        QVERIFY(!isChanged({file("song.wav"), {}, GoodSections{}}, *loaded.mix.track));
    }

    void unreadableReferencesKeepTheirPlace() {
        std::vector<Source> sources{{file("song.wav"), {}, GoodSections{}},
                                    {file("missing.wav"), {}, GoodSections{}},
                                    {file("other.wav"), {}, GoodSections{}}};
        const auto tracks = loadTracks(sources);
        QVERIFY(tracks[0] && !tracks[1] && tracks[2]);
        QVERIFY(tracks[1].error().code == ErrorCode::FileNotFound);
        QVERIFY(tracks[0]->track->audio.frames().count > 0);
        QCOMPARE(tracks[2]->track->audio.frames().count, 0); // figures only
    }

    /// Whichever thread finds no room, the caller is told, and nothing else happens.
    /// 4 GB are 2^32 bytes with the header, so a second of 6 bytes at 192 kHz more or less decides.
    void whatAWavDoesNotHold() {
        constexpr SampleRate kSlow{100}; // a long mix that takes no room
        const auto checked = [&](Seconds length, FileFormat format, const char* name) {
            Track mix;
            mix.audio = AudioBuffer(2, length * kSlow);
            mix.rate = kSlow;
            Session session = sessionOf("mix.wav", {});
            session.delivery.format = format;
            session.delivery.samples = SampleFormat::Pcm24;
            session.delivery.rate = SampleRate{192000};
            return checkSize(session, mix, {file(name)});
        };
        constexpr Seconds kFits{3728.0};
        constexpr Seconds kTooLong{3729.0};
        const auto fits = checked(kFits, FileFormat::Wav, "x.wav");
        QVERIFY(fits);
        QVERIFY(!*fits);
        const auto tooLong = checked(kTooLong, FileFormat::Wav, "x.wav");
        QVERIFY(tooLong);
        QVERIFY(*tooLong);
        QCOMPARE((*tooLong)->code, WarningCode::LargeFile);
        QCOMPARE((*tooLong)->amount, 3729.0 * 192000.0 * 6.0);
        QVERIFY(!*checked(kTooLong, FileFormat::Flac, "x.flac"));
        QVERIFY(checked(kFits, FileFormat::Aiff, "x.aiff"));
        const auto refused = checked(kTooLong, FileFormat::Aiff, "x.aiff");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::WriteFailed);
    }

    void noRoomForOneOfMany() {
        if (!testing::MemoryLimit::isPossible())
            QSKIP("Memory can't be limited here.");
        constexpr std::size_t kSound = std::size_t{1} << 28;
        testing::writeBytes(file("long.wav"), testing::riff(testing::formatChunk() + "data" +
                                                            testing::little(kSound, 4)));
        std::filesystem::resize_file(file("long.wav"), kSound); // without a block of its own
        const std::vector<Source> sources{{file("song.wav"), {}, GoodSections{}},
                                          {file("long.wav"), {}, GoodSections{}}};
        const testing::MemoryLimit limit(std::uint64_t{64} << 20);
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, loadTracks(sources));
    }

    /// What is not used is not compared with, and each has the letter of its place.
    void usedTargets() {
        const Analysis song =
            *loadTrack({file("song.wav"), {}, GoodSections{}}, Keep::Audio)->analysis;
        const auto other =
            loadTrack({file("other.wav"), {}, GoodSections{}}, Keep::Audio)->analysis;
        Session session;
        Targets targets;
        for (int i = 0; i < 28; ++i) {
            session.references.push_back({{}, false, 1.0});
            targets.references.push_back(other);
        }
        session.profiles = {{{}, false, 1.0}, {{}, false, 1.0}};
        targets.profiles = {*loadProfile({}), *loadProfile({})};
        QVERIFY(!compare(session, song, targets));
        const auto members = [&] {
            QStringList names;
            const auto compared = compare(session, song, targets);
            for (const ProfileMember& member : compared->profile.members)
                names << QString::fromStdString(member.name);
            return names;
        };
        session.profiles[1].used = true;
        QCOMPARE(members().size(), 1);
        for (const std::size_t i : {0, 25, 26, 27})
            session.references[i].used = true;
        QCOMPARE(members().mid(0, 4), (QStringList{"A", "Z", "27", "28"}));
        QCOMPARE(members().size(), 5);
        targets.references[25].reset(); // it could not be loaded
        targets.profiles[1].reset();
        QCOMPARE(members(), (QStringList{"A", "27", "28"}));
    }

    /// A reference that was added meanwhile has nothing to compare with yet, and harms nobody.
    void fewerTargetsThanReferences() {
        Session session = sessionOf("song.wav", {"other.wav", "third.wav"});
        session.profiles.emplace_back();
        const auto mix = loadTrack(session.mix, Keep::FiguresOnly);
        const auto other = loadTrack(session.references[0].source, Keep::FiguresOnly);
        QVERIFY(mix && other);
        QVERIFY(!compare(session, *mix->analysis, {}));
        const auto comparison = compare(session, *mix->analysis, {{other->analysis}, {}});
        QVERIFY(comparison);
        QCOMPARE(comparison->profile.members.size(), std::size_t{1});
    }

    void whatAnEditMakesStale() {
        Session before = sessionOf("song.wav", {"other.wav"});
        before.moves = Moves(2);
        const auto after = [&](auto&& edit) {
            Session session = before;
            edit(session);
            return firstStale(before, session);
        };
        QVERIFY(after([](Session&) {}) == Stage::Nothing);
        QVERIFY(after([](Session& s) { s.delivery.title = "x"; }) == Stage::Nothing);
        QVERIFY(after([](Session& s) { s.target.loudness = Lufs{-9}; }) == Stage::Solve);
        QVERIFY(after([](Session& s) { (*s.moves)[0].amount = 0.5; }) == Stage::Solve);
        QVERIFY(after([](Session& s) { s.moves.reset(); }) == Stage::Propose);
        QVERIFY(after([](Session& s) { s.moveOptions.most = 2; }) == Stage::Propose);
        QVERIFY(after([](Session& s) { s.references[0].used = false; }) == Stage::Compare);
        QVERIFY(after([](Session& s) { s.references.clear(); }) == Stage::Load);
        QVERIFY(after([](Session& s) { s.mix.section = WholeTrack{}; }) == Stage::Load);
    }
};

QTEST_APPLESS_MAIN(PipelineTest)
#include "pipeline_test.moc"
