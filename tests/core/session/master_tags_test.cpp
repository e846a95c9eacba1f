// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/session/pipeline.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace kilter;

/// Title, artist and ISRC of a master: the mix's own, each unless the session has another.
class MasterTagsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    Tags tagsOf(const Delivery& delivery) const {
        Track mix;
        mix.rate = {44100};
        mix.audio = AudioBuffer(2, Frames{44100});
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < 44100; ++i)
                mix.audio.channel(c)[i] =
                    static_cast<float>(0.2 * std::sin(0.05 * static_cast<double>(i)));
        mix.tags = {"Mix title", "Mix artist", "GBAYE6800011"};
        auto analysis = analyse(mix);
        const AudioBuffer master = mix.audio;
        const LoadedTrack loaded{std::make_shared<const Track>(std::move(mix)),
                                 std::make_shared<const Analysis>(std::move(*analysis))};
        Session session;
        session.delivery = delivery;
        const auto out = std::filesystem::path(folder_.path().toStdString()) / "master.wav";
        const auto staged = stageMaster(session, loaded, master, {44100}, {out, true});
        return staged ? readTrack(staged->file.path())->tags : Tags{};
    }

  private slots:
    void theMixsOwn() {
        const Tags tags = tagsOf({});
        QCOMPARE(tags.title, std::string("Mix title"));
        QCOMPARE(tags.artist, std::string("Mix artist"));
        QCOMPARE(tags.isrc, std::string("GBAYE6800011"));
    }
    void theSessions() {
        Delivery delivery;
        delivery.title = "Title";
        delivery.artist = "Artist";
        delivery.isrc = "USRC17607839";
        const Tags tags = tagsOf(delivery);
        QCOMPARE(tags.title, std::string("Title"));
        QCOMPARE(tags.artist, std::string("Artist"));
        QCOMPARE(tags.isrc, std::string("USRC17607839"));
    }
    void oneOfEach() {
        Delivery delivery;
        delivery.artist = "Artist";
        const Tags tags = tagsOf(delivery);
        QCOMPARE(tags.title, std::string("Mix title"));
        QCOMPARE(tags.artist, std::string("Artist"));
    }
};

QTEST_APPLESS_MAIN(MasterTagsTest)
#include "master_tags_test.moc"
