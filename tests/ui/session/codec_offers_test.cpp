// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/codec_choices.h"
#include "ui/session/codec_offers.h"
#include "ui/session/export_text.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace kilter;

/// Which codecs are offered, where an FFmpeg lacks one, and what an export of copies will take.
class CodecOffersTest : public QObject {
    Q_OBJECT

    static constexpr Codec kAac{CodecKind::Aac, 128}, kOpus{CodecKind::Opus, 128},
        kOther{CodecKind::Mp3, 192};

    static bool withoutOpus(CodecKind kind) { return kind != CodecKind::Opus; }

  public:
    static void initMain() {
        static const QTemporaryDir home;
        qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
    }

  private slots:
    void eightAndTheSessionsOwn() {
        QCOMPARE(offeredCodecs({}).size(), std::size_t{8});
        const auto offered = offeredCodecs({{kOther, kAac}, {}});
        QCOMPARE(offered.size(), std::size_t{9});
        QVERIFY(std::ranges::is_sorted(offered, {}, &Codec::kind));
        QVERIFY(std::ranges::find(offered, kOther) != offered.end());
    }
    void tickingKeepsTheRest() {
        const CodecDemands before{{kOther, kAac}, Decibels{-0.5}};
        const CodecDemands with = withCodec(before, kOpus, true);
        QCOMPARE(with.codecs, (std::vector<Codec>{kAac, kOther, kOpus}));
        QCOMPARE(with.ceiling.value, -0.5);
        QCOMPARE(withCodec(with, kAac, false).codecs, (std::vector<Codec>{kOther, kOpus}));
        QVERIFY(withCodec({}, kAac, false).codecs.empty());
    }

    /// What is not there can't be ticked, and says so in words where one looks for it.
    void aMissingCodecIsSaid() {
        CodecChoices choices({}, nullptr, withoutOpus);
        int missing = 0;
        for (const auto* box : choices.findChildren<QCheckBox*>()) {
            const bool opus = box->accessibleName().contains(QLatin1String("Opus"));
            QCOMPARE(box->isEnabled(), !opus);
            QCOMPARE(box->accessibleName().contains(QLatin1String("not in this FFmpeg")), opus);
            if (opus)
                QVERIFY(box->toolTip().contains(QLatin1String("can't encode Opus")));
            missing += opus;
        }
        QCOMPARE(missing, 3); // two bit rates to survive, and the copy
        int words = 0;
        for (const auto* label : choices.findChildren<QLabel*>())
            words += label->text() == QLatin1String("Opus: not in this FFmpeg");
        for (const auto* box : choices.findChildren<QCheckBox*>())
            words += box->text() == QLatin1String("Opus: not in this FFmpeg");
        QCOMPARE(words, 2);
    }
    void aMissingCodecOfTheSessionsCanBeTakenBack() {
        CodecChoices choices({{kOpus}, {}}, nullptr, withoutOpus);
        int enabled = 0;
        for (auto* box : choices.findChildren<QCheckBox*>())
            if (box->accessibleName().contains(QLatin1String("survive Opus 128"))) {
                QVERIFY(box->isChecked() && box->isEnabled());
                box->click();
                ++enabled;
            }
        QCOMPARE(enabled, 1);
        QVERIFY(choices.demands().codecs.empty());
    }
    void copiesTellThatTheyChanged() {
        CodecChoices choices({}, nullptr);
        QSignalSpy changed(&choices, &CodecChoices::copiesChanged);
        auto* box = choices.findChild<QCheckBox*>();
        for (auto* each : choices.findChildren<QCheckBox*>())
            if (each->accessibleName() == QLatin1String("A copy as MP3"))
                box = each;
        box->click();
        QCOMPARE(changed.size(), 1);
        for (auto* rates : choices.findChildren<QComboBox*>())
            if (rates->accessibleName() == QLatin1String("Bit rate of MP3"))
                rates->setCurrentIndex(0);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(choices.copies().size(), std::size_t{1});
    }

    void theSizeCountsTheCopies() {
        QLocale::setDefault(QLocale::c());
        constexpr std::uint64_t kMega = 1024 * 1024;
        const ExportSize alone{FileFormat::Wav, 30 * kMega, 0, 0};
        QCOMPARE(sizeText(alone, {}), QStringLiteral("30.00 MiB"));
        QCOMPARE(sizeText({FileFormat::Wav, 30 * kMega, 1, 8 * kMega}, {}),
                 QStringLiteral("30.00 MiB, and about 8.00 MiB for the copy"));
        QCOMPARE(sizeText({FileFormat::Flac, 30 * kMega, 3, 20 * kMega}, 40 * kMega),
                 QStringLiteral("at most 30.00 MiB, and about 20.00 MiB for the 3 copies\n"
                                "There are only 40.00 MiB free on that disk."));
        QVERIFY(!sizeText(alone, 30 * kMega).contains(QLatin1String("free")));
        QVERIFY(
            sizeText({FileFormat::Wav, 5000 * kMega, 0, 0}, {}).contains(QLatin1String("RF64")));
        QVERIFY(sizeText({FileFormat::Aiff, 5000 * kMega, 0, 0}, {})
                    .contains(QLatin1String("AIFF can't hold")));
    }
};

QTEST_MAIN(CodecOffersTest)
#include "codec_offers_test.moc"
