// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/session_json.h"

#include <QTemporaryDir>
#include <QTest>

#include <string>

using namespace kilter;

class ProfileJsonTest : public QObject {
    Q_OBJECT

  private slots:
    void profilesComeBack() {
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("genre.json").toStdString();
        Profile profile;
        profile.name = "my genre";
        profile.references = 8;
        for (std::size_t i = 0; i < profile.thirds.size(); ++i)
            profile.thirds[i] = {{-0.5 * static_cast<double>(i)}, {1.25}, {0.4}, i < 48};
        profile.share = {0.1, 0.3, 0.2, 0.2, 0.1, 0.05, 0.05};
        profile.integrated = Lufs{-9.1};
        profile.truePeak = Decibels{31.5}; // records in floating point go over full scale
        profile.range = Decibels{4.5};
        profile.reliability = 0.75;
        profile.sideThirds[3] = {{-310.0}, {120.0}, {101.0}, true};
        profile.width[2] = {{-3.0}, {1.0}, {0.5}, true};
        profile.dynamics[4] = {{5.0}, {2.0}, {0.25}, true};
        profile.bands[6] = {{-20.0}, {3.0}, {0.125}, true};
        profile.balance[5] = {{-2.5}, 0.25, 0.125, {1.5}, 0.75, true};
        QVERIFY(writeProfile(profile, {path, false, {}}));
        const auto back = readProfile(path);
        QVERIFY2(back, back ? "" : back.error().detail.c_str());
        QCOMPARE(back->name, profile.name);
        QCOMPARE(back->references, 8);
        QCOMPARE(back->integrated->value, -9.1);
        QVERIFY(!back->plr);
        QVERIFY(back->share == profile.share);
        for (std::size_t i = 0; i < profile.thirds.size(); ++i) {
            QCOMPARE(back->thirds[i].known, i < 48);
            if (i < 48)
                QCOMPARE(back->thirds[i].level.value, profile.thirds[i].level.value);
        }
        QVERIFY(readSession(path).error().code == ErrorCode::BadSession);
        QCOMPARE(back->truePeak->value, 31.5);
        QCOMPARE(back->range->value, 4.5);
        QCOMPARE(back->reliability, 0.75);
        const auto same = [](const ProfileBand& a, const ProfileBand& b) {
            return a.known == b.known &&
                   (!a.known || (a.level == b.level && a.spread == b.spread && a.sigma == b.sigma));
        };
        for (std::size_t i = 0; i < profile.thirds.size(); ++i)
            QVERIFY(same(back->thirds[i], profile.thirds[i]) &&
                    same(back->sideThirds[i], profile.sideThirds[i]));
        for (std::size_t i = 0; i < profile.bands.size(); ++i)
            QVERIFY(same(back->bands[i], profile.bands[i]) &&
                    same(back->width[i], profile.width[i]) &&
                    same(back->dynamics[i], profile.dynamics[i]));
        // Whoever adds a member saves it, or says here why not: `members` are those of one run.
        const auto& [name, references, balance, thirds, sideThirds, bands, share, width, dynamics,
                     integrated, range, plr, truePeak, reliability, members] = *back;
        QCOMPARE(name, std::string("my genre"));
        (void)references, (void)balance, (void)thirds, (void)sideThirds, (void)bands, (void)share,
            (void)width, (void)dynamics, (void)integrated, (void)range, (void)plr, (void)truePeak,
            (void)reliability;
        QVERIFY(members.empty());
        const auto& [level, sectionShare, songShare, scatter, noiseScale, known] = balance[5];
        QCOMPARE(level.value, -2.5);
        QCOMPARE(sectionShare, 0.25);
        QCOMPARE(songShare, 0.125);
        QCOMPARE(scatter.value, 1.5);
        QCOMPARE(noiseScale, 0.75);
        QVERIFY(known && !balance[6].known);

        profile.integrated = Lufs{1e6};
        const auto beyond = writeProfile(profile, {path, true, {}});
        QVERIFY(!beyond);
        QCOMPARE(beyond.error().code, ErrorCode::WriteFailed);
        QVERIFY(readProfile(path));
    }
};

QTEST_APPLESS_MAIN(ProfileJsonTest)
#include "profile_json_test.moc"
