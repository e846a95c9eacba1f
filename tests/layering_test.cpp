// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QSet>
#include <QTest>

/// Contract: which room may know which. The table is the plan; the test reads every #include.
class LayeringTest : public QObject {
    Q_OBJECT

    using Rooms = QSet<QString>;

    static const QMap<QString, Rooms>& mayKnow() {
        static const Rooms all{"base",  "audio",  "analysis", "reference", "moves",
                               "chain", "render", "playback", "demo",      "session"};
        static const QMap<QString, Rooms> table{
            {"base", {}},
            {"audio", {"base"}},
            {"analysis", {"base", "audio"}},
            {"reference", {"base", "audio", "analysis"}},
            {"moves", {"base", "audio", "analysis", "reference"}},
            {"chain", {"base", "audio"}},
            {"render", {"base", "audio", "analysis", "reference", "moves", "chain"}},
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
