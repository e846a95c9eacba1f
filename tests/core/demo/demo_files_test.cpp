// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/demo/demo_files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <stop_token>

using namespace kilter;

class DemoFilesTest : public QObject {
    Q_OBJECT

  private slots:
    void threeTaggedFilesInANewFolder();
    void aFileInTheWayIsSaid();
    void whatIsThereStays();
    void cancelledLeavesNothing();
};

void DemoFilesTest::threeTaggedFilesInANewFolder() {
    QTemporaryDir temporary;
    const std::filesystem::path folder =
        std::filesystem::path(temporary.path().toStdString()) / "new" / "folder";
    const auto files = writeDemo(folder);
    QVERIFY(files);
    const std::array<std::pair<std::filesystem::path, const char*>, 3> expected{
        {{files->mix, "Demo mix"},
         {files->referenceA, "Demo reference A"},
         {files->referenceB, "Demo reference B"}}};
    for (const auto& [path, title] : expected) {
        QVERIFY(path.parent_path() == folder);
        const auto track = readTrack(path);
        QVERIFY(track);
        QCOMPARE(track->tags.title, std::string(title));
        QCOMPARE(track->rate.hz, 44100);
        QCOMPARE(track->format.bits, 24);
        QCOMPARE(track->duration().value, 45.0);
        QVERIFY(track->warnings.empty());
    }
    const auto all = std::filesystem::directory_iterator(folder);
    QCOMPARE(std::distance(begin(all), end(all)), 3);
}

void DemoFilesTest::aFileInTheWayIsSaid() {
    QTemporaryDir temporary;
    const QString path = temporary.filePath("taken");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto files = writeDemo(path.toStdString());
    QVERIFY(!files);
    QCOMPARE(files.error().code, ErrorCode::NotAFile);
    QCOMPARE(files.error().path, path.toStdString());
}

// Not one of the three is written where one of them would replace somebody's file.
void DemoFilesTest::whatIsThereStays() {
    QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    QFile own(temporary.filePath("demo-reference-b.wav"));
    QVERIFY(own.open(QIODevice::WriteOnly) && own.write("mine") == 4);
    own.close();
    const auto files = writeDemo(folder);
    QVERIFY(!files);
    QCOMPARE(files.error().code, ErrorCode::OutputExists);
    QCOMPARE(files.error().path, (folder / "demo-reference-b.wav").string());
    QVERIFY(own.open(QIODevice::ReadOnly));
    QCOMPARE(own.readAll(), QByteArray("mine"));
    QCOMPARE(QDir(temporary.path()).entryList(QDir::Files).size(), 1);
    QVERIFY(writeDemo(folder, 1, Existing::Replace));
    QVERIFY(readTrack(folder / "demo-reference-b.wav"));
}

void DemoFilesTest::cancelledLeavesNothing() {
    QTemporaryDir temporary;
    std::stop_source stop;
    stop.request_stop();
    const auto files = writeDemo(temporary.path().toStdString(), 1, Existing::Keep,
                                 Progress({}, stop.get_token()));
    QVERIFY(!files);
    QCOMPARE(files.error().code, ErrorCode::Cancelled);
    QVERIFY(std::filesystem::is_empty(temporary.path().toStdString()));
}

QTEST_APPLESS_MAIN(DemoFilesTest)
#include "demo_files_test.moc"
