// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/profile.h"
#include "core/session/session_json.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

struct Field {
    std::string name;
    std::function<void(Profile&)> change;
};

/// Its first lines name every member: one that is added does not compile until it has a row.
std::vector<Field> everyField() {
    [[maybe_unused]] const auto& [name, references, balance, thirds, sideThirds, bands, share,
                                  width, dynamics, integrated, range, plr, truePeak, reliability,
                                  members] = Profile{}; // members are of no saved profile
    [[maybe_unused]] const auto& [level, spread, sigma, known] = ProfileBand{};
    [[maybe_unused]] const auto& [balanceLevel, sectionShare, songShare, scatter, noiseScale,
                                  isKnown] = BalanceBand{};
    std::vector<Field> all{{"name", [](Profile& p) { p.name += "x"; }},
                           {"references", [](Profile& p) { p.references += 1; }},
                           {"share", [](Profile& p) { p.share.back() += 0.125; }},
                           {"integrated", [](Profile& p) { p.integrated = Lufs{-9.0}; }},
                           {"no integrated", [](Profile& p) { p.integrated.reset(); }},
                           {"range", [](Profile& p) { p.range = Decibels{9.0}; }},
                           {"no range", [](Profile& p) { p.range.reset(); }},
                           {"plr", [](Profile& p) { p.plr = Decibels{9.0}; }},
                           {"no plr", [](Profile& p) { p.plr.reset(); }},
                           {"true peak", [](Profile& p) { p.truePeak = Decibels{-9.0}; }},
                           {"no true peak", [](Profile& p) { p.truePeak.reset(); }},
                           {"reliability", [](Profile& p) { p.reliability = 0.25; }}};
    const auto ofBalance = [&](const char* of, auto change) {
        all.push_back(
            {std::string("balance ") + of, [change](Profile& p) { change(p.balance.back()); }});
    };
    ofBalance("level", [](BalanceBand& b) { b.level.value += 1.0; });
    ofBalance("section share", [](BalanceBand& b) { b.sectionShare = 0.5; });
    ofBalance("song share", [](BalanceBand& b) { b.songShare = 0.5; });
    ofBalance("scatter", [](BalanceBand& b) { b.scatter.value += 1.0; });
    ofBalance("noise scale", [](BalanceBand& b) { b.noiseScale = 0.5; });
    ofBalance("known", [](BalanceBand& b) { b.known = false; });
    const auto band = [&](const std::string& of, auto in) {
        all.push_back({of + " level", [in](Profile& p) { in(p).level.value += 1.0; }});
        all.push_back({of + " spread", [in](Profile& p) { in(p).spread.value += 1.0; }});
        all.push_back({of + " sigma", [in](Profile& p) { in(p).sigma.value += 1.0; }});
        all.push_back({of + " known", [in](Profile& p) { in(p).known = false; }});
    };
    band("first third", [](Profile& p) -> ProfileBand& { return p.thirds.front(); });
    band("last third", [](Profile& p) -> ProfileBand& { return p.thirds.back(); });
    band("side third", [](Profile& p) -> ProfileBand& { return p.sideThirds[7]; });
    band("band", [](Profile& p) -> ProfileBand& { return p.bands[3]; });
    band("width", [](Profile& p) -> ProfileBand& { return p.width[4]; });
    band("dynamics", [](Profile& p) -> ProfileBand& { return p.dynamics[5]; });
    return all;
}

Profile fullProfile() {
    Profile p;
    p.name = "genre";
    p.references = 3;
    p.share.fill(0.125);
    p.integrated = Lufs{-12.0};
    p.range = Decibels{6.0};
    p.plr = Decibels{11.0};
    p.truePeak = Decibels{-1.0};
    p.reliability = 0.75;
    double level = -30.0;
    const auto fill = [&](auto& bands) {
        for (ProfileBand& band : bands)
            band = {{level += 0.25}, {0.5}, {0.25}, true};
    };
    for (BalanceBand& band : p.balance)
        band = {{level += 0.25}, 0.25, 0.25, {0.5}, 0.25, true};
    fill(p.thirds);
    fill(p.sideThirds);
    fill(p.bands);
    fill(p.width);
    fill(p.dynamics);
    return p;
}

} // namespace

/// Every field of a saved target is in its file, and comes back.
class ProfileFieldsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::string written(const Profile& profile) const {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / "p.json";
        return writeProfile(profile, {path, true}) ? readBytes(path) : std::string();
    }

  private slots:
    void fields_data() {
        QTest::addColumn<int>("index");
        const auto all = everyField();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name.c_str()) << static_cast<int>(i);
    }
    void fields() {
        QFETCH(const int, index);
        Profile changed = fullProfile();
        everyField()[static_cast<std::size_t>(index)].change(changed);
        const std::string before = written(fullProfile()), after = written(changed);
        QVERIFY(!after.empty() && after != before);
        const auto back =
            readProfile(std::filesystem::path(folder_.path().toStdString()) / "p.json");
        QVERIFY2(back, back ? "" : back.error().detail.c_str());
        QVERIFY(written(*back) == after);
    }
};

QTEST_APPLESS_MAIN(ProfileFieldsTest)
#include "profile_fields_test.moc"
