// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

/// Contract: which room may know which. The table is the plan; the test reads every #include.
class LayeringTest : public QObject {
    Q_OBJECT

    using Rooms = QSet<QString>;

    static const QMap<QString, Rooms>& mayKnow() {
        static const Rooms all{"base",  "audio",  "analysis", "reference", "moves",    "codec",
                               "chain", "render", "playback", "demo",      "delivery", "session"};
        static const QMap<QString, Rooms> table{
            {"base", {}},
            {"audio", {"base"}},
            {"analysis", {"base", "audio"}},
            {"reference", {"base", "audio", "analysis"}},
            {"moves", {"base", "audio", "analysis", "reference"}},
            {"chain", {"base", "audio"}},
            {"codec", {"base", "audio", "analysis"}},
            {"delivery", {"base", "audio", "analysis", "codec"}},
            {"render", {"base", "audio", "analysis", "reference", "moves", "chain", "codec"}},
            {"playback", {"base", "audio", "chain"}},
            {"demo", {"base", "audio"}},
            {"session", all},
        };
        return table;
    }

    /// What is wrong with `line` of a file in core/`room`; empty when nothing is.
    static QString fault(const QString& room, const QString& line) {
        if (!line.startsWith("#include "))
            return {};
        const QString header = line.mid(10).chopped(1); // between the quotes or brackets
        if (header.startsWith("Q") || header.startsWith("ui/") || header.startsWith("app/"))
            return "core may not know " + header;
        if (!header.startsWith("core/"))
            return {};
        const QString other = header.section('/', 1, 1);
        if (other != room && !mayKnow().value(room).contains(other))
            return room + " may not know " + other;
        return {};
    }

  private slots:
    void catchesForbiddenEdges() {
        QVERIFY(!fault("analysis", "#include \"core/chain/chain.h\"").isEmpty());
        QVERIFY(!fault("chain", "#include \"core/analysis/loudness.h\"").isEmpty());
        QVERIFY(!fault("base", "#include <QString>").isEmpty());
        QVERIFY(!fault("session", "#include \"ui/theme.h\"").isEmpty());
        QVERIFY(fault("render", "#include \"core/chain/chain.h\"").isEmpty());
        QVERIFY(fault("audio", "#include <vector>").isEmpty());
    }

    void coreKeepsToThePlan() {
        int files = 0;
        QDirIterator it(KILTER_SOURCE_DIR "/core", {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString room = QDir(KILTER_SOURCE_DIR "/core")
                                     .relativeFilePath(file.fileName())
                                     .section('/', 0, 0);
            QVERIFY2(mayKnow().contains(room), qPrintable("a room without a place: " + room));
            const QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
            for (const QString& line : lines) {
                const QString wrong = fault(room, line);
                QVERIFY2(wrong.isEmpty(), qPrintable(file.fileName() + ": " + wrong));
            }
            ++files;
        }
        QVERIFY(files > 10);
    }

    /// std::filesystem's own conversions go by the system's code page, or throw.
    void pathsBecomeTextInOnePlace() {
        const QRegularExpression other(
            "\\.(string|u16string|wstring|u8string|generic_string)\\(\\)|"
            "toStdU16String|fromStdU16String");
        int files = 0;
        for (const char* top : {"core", "ui", "app"}) {
            QDirIterator it(QStringLiteral(KILTER_SOURCE_DIR "/") + top, {"*.h", "*.cpp"},
                            QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                if (!file.fileName().endsWith("core/base/utf8.cpp"))
                    QVERIFY2(!QString::fromUtf8(file.readAll()).contains(other),
                             qPrintable(file.fileName()));
            }
        }
        QVERIFY(files > 10);
    }

    /// A comma for a point, or a Turkish i, would change what a file means.
    void coreFollowsNoLocale() {
        const QRegularExpression follows(
            "\\b(strn?casecmp|tolower|toupper|isalpha|isalnum|isupper|islower|isspace|setlocale|"
            "atof|strtod|strtof|stod|stof)\\(");
        QDirIterator it(KILTER_SOURCE_DIR "/core", {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!QString::fromUtf8(file.readAll()).contains(follows),
                     qPrintable(file.fileName()));
        }
    }

    /// A check that fails in a lambda leaves the lambda, and the test goes on with what it found.
    void checksStandOutsideLambdas() {
        const QRegularExpression begin(
            R"(\[[&=\w, *]*\]\s*(\((?:[^()]|\([^()]*\))*\))?\s*(mutable|noexcept)?\s*(->[^{;]*)?\{)");
        const QRegularExpression check(R"(\b(QVERIFY2?|QCOMPARE|QFAIL|QTRY_\w+)\()");
        int lambdas = 0;
        QDirIterator it(KILTER_SOURCE_DIR "/tests", {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            for (auto match = begin.globalMatch(text); match.hasNext(); ++lambdas) {
                const auto from = match.next().capturedEnd();
                auto to = from;
                for (int depth = 1; depth > 0 && to < text.size(); ++to)
                    depth += text[to] == '{' ? 1 : text[to] == '}' ? -1 : 0;
                QVERIFY2(!text.mid(from, to - from).contains(check),
                         qPrintable(file.fileName() + ": " + text.mid(from, 80)));
            }
        }
        QVERIFY(lambdas > 100);
    }

    void onlyAppKnowsEverything() {
        QDirIterator it(KILTER_SOURCE_DIR "/ui", {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("#include \"app/"), qPrintable(file.fileName()));
        }
    }
};

QTEST_APPLESS_MAIN(LayeringTest)
#include "layering_test.moc"
