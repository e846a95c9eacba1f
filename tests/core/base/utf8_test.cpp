// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/utf8.h"

#include <QTest>

#include <string>

using namespace kilter;

namespace {

std::string utf8Of(char32_t c) {
    if (c < 0x80)
        return {static_cast<char>(c)};
    const unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    std::string text{static_cast<char>((0xF00U >> (more + 1) & 0xFFU) | c >> (6 * more))};
    for (unsigned n = more; n-- > 0;)
        text += static_cast<char>(0x80U | (c >> (6 * n) & 0x3FU));
    return text;
}

} // namespace

class Utf8Test : public QObject {
    Q_OBJECT

  private slots:
    void whatIsShown_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("Größe 混ぜる.wav") << QByteArray("Größe 混ぜる.wav");
        QTest::newRow("escape") << QByteArray("a\x1b[31mred") << QByteArray("a\\x1b[31mred");
        QTest::newRow("lines") << QByteArray("a\nb\r\tc") << QByteArray("a\\x0ab\\x0d\\x09c");
        QTest::newRow("delete") << QByteArray("a\x7f") << QByteArray("a\\x7f");
        QTest::newRow("C1") << QByteArray("a\xc2\x9b") << QByteArray("a\\x9b");
        QTest::newRow("above C1") << QByteArray("\xc2\xa0") << QByteArray("\xc2\xa0");
        QTest::newRow("override") << QByteArray("gpj.\xe2\x80\xae"
                                                "exe")
                                  << QByteArray("gpj.\\u202eexe");
        QTest::newRow("below it") << QByteArray("\xe2\x80\xaf") << QByteArray("\xe2\x80\xaf");
        QTest::newRow("isolate") << QByteArray("\xe2\x81\xa6") << QByteArray("\\u2066");
        QTest::newRow("mark") << QByteArray("\xe2\x80\x8f") << QByteArray("\\u200f");
        QTest::newRow("joiner of emoji")
            << QByteArray("\xe2\x80\x8d") << QByteArray("\xe2\x80\x8d");
        QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8") << QByteArray("\\u2028");
        QTest::newRow("Arabic mark") << QByteArray("\xd8\x9c") << QByteArray("\\u061c");
        QTest::newRow("no UTF-8") << QByteArray("a\xff"
                                                "b\xc3")
                                  << QByteArray("a\xef\xbf\xbd"
                                                "b\xef\xbf\xbd");
    }
    void whatIsShown() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(kilter::shown(text.toStdString())), shown);
        QCOMPARE(QByteArray::fromStdString(kilter::shown(shown.toStdString())), shown);
        QVERIFY(isUtf8(shown.toStdString()));
    }

    /// Of all characters, these: controls, separators of lines and paragraphs, directions (UAX 9).
    void whatIsUnseen() {
        const auto isOneOf = [](char32_t c) {
            for (const auto& [first, last] :
                 std::vector<std::pair<char32_t, char32_t>>{{0x00, 0x1F},
                                                            {0x7F, 0x9F},
                                                            {0x061C, 0x061C},
                                                            {0x200E, 0x200F},
                                                            {0x2028, 0x202E},
                                                            {0x2066, 0x2069}})
                if (c >= first && c <= last)
                    return true;
            return false;
        };
        for (char32_t c = 0; c <= 0x10FFFF; ++c) {
            if (c >= 0xD800 && c < 0xE000)
                continue; // halves of UTF-16
            QVERIFY2(isUnseen(utf8Of(c)) == isOneOf(c), qPrintable(QString::number(c, 16)));
        }
    }

    void pathsAreAlwaysUtf8() {
        const std::filesystem::path latin("/music/Gr\xf6\xdf"
                                          "e.wav");
        QVERIFY(isUtf8(utf8(latin)));
        QCOMPARE(utf8(latin), std::string("/music/Gr\xef\xbf\xbd\xef\xbf\xbd"
                                          "e.wav"));
        QCOMPARE(utf8("/music/Größe\n.wav"), std::string("/music/Größe\n.wav"));
        QCOMPARE(shownPath("/music/Größe\n.wav"), std::string("/music/Größe\\x0a.wav"));
    }

    void sequences() {
        QCOMPARE(utf8SequenceLength(""), std::size_t{0});
        QCOMPARE(utf8SequenceLength("a"), std::size_t{1});
        QCOMPARE(utf8SequenceLength("ö"), std::size_t{2});
        QCOMPARE(utf8SequenceLength("混"), std::size_t{3});
        QCOMPARE(utf8SequenceLength("\xf0\x9f\x8e\xb5"), std::size_t{4});
        for (const char* wrong :
             {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
              "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe6\xb7"})
            QCOMPARE(utf8SequenceLength(wrong), std::size_t{0});
    }

    /// The bytes stay as they are, also where they are no UTF-8.
    void pathsComeBack() {
        for (const std::string name : {"mix.wav", "/a b/Ärger ♯.flac", "", "caf\xE9.wav", "\xFF"}) {
            QVERIFY(pathOf(name) == std::filesystem::path(name));
            if (isUtf8(name))
                QCOMPARE(utf8(pathOf(name)), name);
        }
    }
};

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"
