// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/content_hash.h"

#include <QTest>

#include <random>
#include <string>
#include <string_view>

using namespace kilter;

namespace {

std::uint64_t hashOf(std::string_view text) {
    ContentHash hash;
    hash.add(std::as_bytes(std::span(text)));
    return hash.value();
}

} // namespace

class ContentHashTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answers: as the reference program `xxhsum -H64` prints them.
    void knownAnswers() {
        QCOMPARE(hashOf(""), 0xEF46DB3751D8E999u);
        QCOMPARE(hashOf("a"), 0xD24EC4F1A98C6E5Bu);
        QCOMPARE(hashOf("abc"), 0x44BC2CF5AD770999u);
        QCOMPARE(hashOf("Nobody inspects the spammish repetition"), 0xFBCEA83C8A378BF1u);
    }

    /// Property: pieces of any size give what the whole gives.
    void pieces() {
        std::mt19937 random(1);
        std::string text(5000, '\0');
        for (char& c : text)
            c = static_cast<char>(random());
        for (int trial = 0; trial < 50; ++trial) {
            ContentHash hash;
            for (std::string_view rest = text; !rest.empty();) {
                const std::size_t n = std::min<std::size_t>(random() % 100, rest.size());
                hash.add(std::as_bytes(std::span(rest.substr(0, n))));
                rest.remove_prefix(n);
            }
            QCOMPARE(hash.value(), hashOf(text));
        }
    }
};

QTEST_APPLESS_MAIN(ContentHashTest)
#include "content_hash_test.moc"
