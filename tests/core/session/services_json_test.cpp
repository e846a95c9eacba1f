// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/services_json.h"

#include "core/session/services_text.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace kilter;

namespace {

QJsonObject goodRule() {
    return {{"name", "Somewhere"},    {"level_lufs", -14.0},   {"raising", "to_ceiling"},
            {"ceiling_dbtp", -1.0},   {"note", "a note"},      {"source", "https://example.org/"},
            {"published", "2020-05"}, {"as_of", "2021-02-03"}, {"confidence", "medium"}};
}
QJsonObject documentOf(const QJsonObject& rule) {
    return {{"kilter_services", 1}, {"date", "2999-12-31"}, {"services", QJsonArray{rule}}};
}
std::string textOf(const QJsonObject& document) {
    return QJsonDocument(document).toJson().toStdString();
}

} // namespace

/// The rules that Kilter brings, and what becomes of a user's own.
class ServicesJsonTest : public QObject {
    Q_OBJECT

  private slots:
    /// Every rule of the issue is there, says where it is from, and who is sure of it says why.
    void builtinRulesAreWhole() {
        const Services& services = builtinServices();
        QSet<QString> names;
        for (const ServiceRule& rule : services.rules) {
            names << QString::fromStdString(rule.name);
            QVERIFY2(!rule.source.empty() || rule.confidence == Confidence::Low, rule.name.c_str());
            QVERIFY2(rule.asOf <= services.date, rule.name.c_str());
            QVERIFY2(rule.published <= rule.asOf, rule.name.c_str());
            QVERIFY(!ruleText(rule).empty());
        }
        const QSet<QString> wanted{
            "Spotify",      "Spotify, loud", "Spotify, quiet", "Spotify, web player",
            "Apple Music",  "YouTube",       "YouTube Music",  "TIDAL",
            "Amazon Music", "Deezer",        "SoundCloud",     "Pandora",
            "Beatport",     "Qobuz",         "Bandcamp"};
        QCOMPARE(names, wanted);
    }

    /// Known answers: a master at -9 LUFS and -1 dBTP.
    void builtinRulesAtNine_data() {
        QTest::addColumn<double>("gain");
        QTest::newRow("Spotify") << -5.0;
        QTest::newRow("Spotify, loud") << -2.0;
        QTest::newRow("Spotify, quiet") << -10.0;
        QTest::newRow("Spotify, web player") << 0.0;
        QTest::newRow("Apple Music") << -7.0;
        QTest::newRow("YouTube") << -5.0;
        QTest::newRow("YouTube Music") << 0.0;
        QTest::newRow("TIDAL") << -5.0;
        QTest::newRow("Amazon Music") << -5.0;
        QTest::newRow("Deezer") << -6.0;
        QTest::newRow("SoundCloud") << -5.0;
        QTest::newRow("Pandora") << -5.0;
        QTest::newRow("Beatport") << 0.0;
        QTest::newRow("Qobuz") << 0.0;
        QTest::newRow("Bandcamp") << 0.0;
    }
    void builtinRulesAtNine() {
        QFETCH(double, gain);
        const auto& rules = builtinServices().rules;
        const auto rule = std::ranges::find(rules, QTest::currentDataTag(), &ServiceRule::name);
        QVERIFY(rule != rules.end());
        const Played played = playedBy(*rule, Lufs{-9.0}, {-1.0});
        QCOMPARE(played.gain.value, gain);
        QVERIFY(!played.limited);
    }

    void everyFieldIsRead() {
        const auto services = servicesFromText(textOf(documentOf(goodRule())));
        QVERIFY(services);
        const ServiceRule right{"Somewhere", Lufs{-14.0},  Raising::ToCeiling,
                                {-1.0},      "a note",     "https://example.org/",
                                "2020-05",   "2021-02-03", Confidence::Medium};
        QCOMPARE(services->date, std::string("2999-12-31"));
        QVERIFY(services->rules == std::vector{right});
    }

    void everyFieldIsChecked_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char* name, const char* key, const QJsonValue& value) {
            QTest::newRow(name) << key << value;
        };
        const QJsonValue gone(QJsonValue::Undefined);
        row("no name", "name", gone);
        row("empty name", "name", "");
        row("number for a name", "name", 5);
        row("long name", "name", QString(2000, 'x'));
        row("level over 0", "level_lufs", 0.5);
        row("level far below", "level_lufs", -41);
        row("level as text", "level_lufs", "-14");
        row("no raising", "raising", gone);
        row("unknown raising", "raising", "sometimes");
        row("no ceiling", "ceiling_dbtp", gone);
        row("ceiling over 0", "ceiling_dbtp", 1);
        row("list as a note", "note", QJsonArray{1});
        row("another scheme", "source", "javascript:alert(1)");
        row("published when", "published", "yesterday");
        row("half a month", "published", "2020-1");
        row("thirteenth month", "published", "2020-13");
        row("no day", "as_of", gone);
        row("a month only", "as_of", "2021-02");
        row("32nd day", "as_of", "2021-02-32");
        row("letters", "as_of", "2O21-02-03");
        row("no confidence", "confidence", gone);
        row("unknown confidence", "confidence", "certain");
        row("sure without a source", "source", gone);
    }
    void everyFieldIsChecked() {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QJsonObject rule = goodRule();
        if (value.isUndefined())
            rule.remove(key);
        else
            rule[key] = value;
        const auto services = servicesFromText(textOf(documentOf(rule)));
        QVERIFY(!services);
        QCOMPARE(services.error().code, ErrorCode::BadSession);
    }

    void wholeDocuments() {
        QJsonObject document = documentOf(goodRule());
        document["services"] = QJsonArray{goodRule(), goodRule()}; // the same name
        QVERIFY(!servicesFromText(textOf(document)));
        document["services"] = QJsonArray{};
        QVERIFY(!servicesFromText(textOf(document)));
        document["services"] = QJsonArray{7};
        QVERIFY(!servicesFromText(textOf(document)));
        QJsonArray many;
        for (int i = 0; i <= 100; ++i) {
            QJsonObject rule = goodRule();
            rule["name"] = QString::number(i);
            many << rule;
        }
        document["services"] = many;
        QVERIFY(!servicesFromText(textOf(document)));
        many.removeLast();
        document["services"] = many;
        QVERIFY(servicesFromText(textOf(document)));
        document.remove("date");
        QVERIFY(!servicesFromText(textOf(document)));
        document["date"] = "2999-12-31";
        document["kilter_services"] = 2;
        QCOMPARE(servicesFromText(textOf(document)).error().code, ErrorCode::NewerVersion);
        // A level that is none needs nothing else.
        QJsonObject none = goodRule();
        none["level_lufs"] = QJsonValue::Null;
        none.remove("raising");
        none.remove("ceiling_dbtp");
        const auto services = servicesFromText(textOf(documentOf(none)));
        QVERIFY(services && !services->rules[0].level);
    }

    /// A newer file takes the place of the built-in one; an older one does not, nor one that is
    /// hostile, cut off or wrong, and that is said.
    void usersOwn() {
        const QTemporaryDir dir;
        const QString path = dir.filePath("services.json");
        const auto inUse = [&] { return servicesInUse(path.toStdString()); };
        const auto write = [&](const QByteArray& bytes) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(inUse().services == builtinServices() && !inUse().warning);
        QVERIFY(!servicesInUse({}).warning);

        const QByteArray good = QByteArray::fromStdString(textOf(documentOf(goodRule())));
        QVERIFY(write(good));
        QCOMPARE(inUse().services.rules.size(), std::size_t{1});
        QVERIFY(!inUse().warning);

        QJsonObject older = documentOf(goodRule());
        older["date"] = "2020-01-01";
        QVERIFY(write(QByteArray::fromStdString(textOf(older))));
        QVERIFY(inUse().services == builtinServices() && !inUse().warning);

        QList<QByteArray> bad{"",
                              "null",
                              "[]",
                              "{}",
                              "\xFF\xFE\x00",
                              QByteArray(100'000, '['),
                              QByteArray(5 << 20, ' ')};
        for (qsizetype cut = 1; cut < good.trimmed().size(); cut += 7)
            bad << good.left(cut);
        for (const QByteArray& bytes : bad) {
            QVERIFY(write(bytes));
            const ServicesInUse seen = inUse();
            QVERIFY(seen.services == builtinServices());
            QVERIFY(seen.warning);
            QCOMPARE(seen.warning->code, WarningCode::ServicesIgnored);
            QVERIFY(!seen.warning->detail.empty());
        }
        QVERIFY(QFile::remove(path));
        QVERIFY(QDir().mkdir(path)); // a folder
        QVERIFY(inUse().services == builtinServices() && inUse().warning);
    }

    void whereItIsLookedFor() {
        qputenv("XDG_CONFIG_HOME", "/somewhere/config");
        QCOMPARE(ownServicesFile(),
                 std::filesystem::path("/somewhere/config/kilter/services.json"));
        qputenv("HOME", "/home/one");
        for (const char* none : {"", "relative/config"}) {
            qputenv("XDG_CONFIG_HOME", none);
            QCOMPARE(ownServicesFile(),
                     std::filesystem::path("/home/one/.config/kilter/services.json"));
        }
        qunsetenv("XDG_CONFIG_HOME");
        qunsetenv("HOME");
        QVERIFY(ownServicesFile().empty());
    }
};

QTEST_APPLESS_MAIN(ServicesJsonTest)
#include "services_json_test.moc"
