// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/destination.h"

#include "core/base/atomic_file.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace fs = std::filesystem;

/// The one door for every file that is written: what lies behind it, and what is turned away.
class DestinationTest : public QObject {
    Q_OBJECT

    QTemporaryDir temporary_;
    [[nodiscard]] fs::path at(const char* name) const {
        return fs::path(temporary_.path().toStdString()) / name;
    }
    static void refused(const Destination& destination, ErrorCode code) {
        const auto asked = checkOutput(destination);
        QVERIFY(!asked);
        QCOMPARE(asked.error().code, code);
        QCOMPARE(asked.error().path, destination.out.string());
        const auto written = writeFile(destination, "new");
        QVERIFY(!written);
        QCOMPARE(written.error().code, code);
    }

  private slots:
    void newFilesAreWritten() {
        QVERIFY(checkOutput({at("new"), false, {at("input")}}));
        QVERIFY(writeFile({at("new"), false, {at("input")}}, "new"));
        QCOMPARE(readBytes(at("new")), std::string("new"));
    }

    void whatExistsStaysUnlessItMayGo() {
        writeBytes(at("old"), "old");
        refused({at("old"), false}, ErrorCode::OutputExists);
        QCOMPARE(readBytes(at("old")), std::string("old"));
        QVERIFY(writeFile({at("old"), true}, "new"));
        QCOMPARE(readBytes(at("old")), std::string("new"));
    }

    void inputsStayWhateverTheyAreCalled() {
        writeBytes(at("input"), "mine");
        fs::create_symlink("input", at("link"));
        fs::create_hard_link(at("input"), at("other name"));
        for (const char* name : {"input", "link", "other name"})
            for (const bool overwrite : {false, true})
                refused({at(name), overwrite, {at("else"), at("input")}}, ErrorCode::OutputIsInput);
        QCOMPARE(readBytes(at("input")), std::string("mine"));
    }

    // A link that leads nowhere is somebody's too.
    void danglingLinksExist() {
        fs::create_symlink("nowhere", at("dangling"));
        refused({at("dangling"), false}, ErrorCode::OutputExists);
        QVERIFY(!fs::exists(at("nowhere")));
        QVERIFY(writeFile({at("dangling"), true}, "new"));
        QVERIFY(fs::is_symlink(at("dangling")));
        QCOMPARE(readBytes(at("nowhere")), std::string("new"));
    }

    void foldersAreNoFiles() {
        fs::create_directory(at("folder"));
        refused({at("folder"), true}, ErrorCode::NotAFile);
        refused({at("no folder/file"), true}, ErrorCode::FileNotFound);
        writeBytes(at("a file"), "mine");
        refused({at("a file/file"), true}, ErrorCode::FileNotFound);
    }

    /// What came to be there between the question and the answer stays as well.
    void askedAgainAtTheLastMoment_data() {
        QTest::addColumn<int>("staging");
        QTest::newRow("best") << static_cast<int>(AtomicFile::Staging::Best);
        QTest::newRow("named") << static_cast<int>(AtomicFile::Staging::Named);
    }
    void askedAgainAtTheLastMoment() {
        QFETCH(int, staging);
        for (const bool link : {false, true}) {
            fs::remove(at("raced"));
            auto file = AtomicFile::create(at("raced"), static_cast<AtomicFile::Staging>(staging));
            QVERIFY(file && file->write(std::as_bytes(std::span("new", 3))));
            if (link)
                fs::create_symlink("not there", at("raced"));
            else
                writeBytes(at("raced"), "theirs");
            const auto done = file->commit(Existing::Keep);
            QVERIFY(!done);
            QCOMPARE(done.error().code, ErrorCode::OutputExists);
            QCOMPARE(fs::is_symlink(at("raced")), link);
            if (!link)
                QCOMPARE(readBytes(at("raced")), std::string("theirs"));
        }
        fs::remove(at("raced"));
        const std::size_t before = namesIn(at("")).size();
        {
            auto file = AtomicFile::create(at("raced"), static_cast<AtomicFile::Staging>(staging));
            QVERIFY(file->write(std::as_bytes(std::span("new", 3))));
            QVERIFY(file->commit(Existing::Keep));
        }
        QCOMPARE(readBytes(at("raced")), std::string("new"));
        QCOMPARE(namesIn(at("")).size(), before + 1); // no hidden name is left
    }
};

QTEST_APPLESS_MAIN(DestinationTest)
#include "destination_test.moc"
