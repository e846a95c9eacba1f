// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_result_view.h"

#include <QTest>

using namespace kilter;

/// What a blind test's result says, word by word: on either side of each bound.
class BlindWordsTest : public QObject {
    Q_OBJECT

    /// `hits` rounds for the master, the rest for the mix.
    static QString verdictOn(BlindQuestion question, int hits, int rounds) {
        BlindTrial trial({question, false, rounds}, 1);
        for (int i = 0; i < rounds; ++i) {
            const int master = trial.behind(0) == HeardSource::Master ? 0 : 1;
            trial.choose(i < hits ? master : 1 - master);
        }
        BlindResultView view;
        view.setTrial(trial);
        return view.verdict();
    }

  private slots:
    void whichIsTheMaster() {
        const auto verdict = [](int hits, int rounds) {
            return verdictOn(BlindQuestion::WhichIsTheMaster, hits, rounds);
        };
        QCOMPARE(verdict(7, 10),
                 "Whoever only guesses gets 7 or more of 10 right in 17 % of such tests.\n"
                 "That may well have been luck; more rounds would tell.");
        QCOMPARE(verdict(9, 10),
                 "Whoever only guesses gets 9 or more of 10 right in 1.1 % of such tests.\n"
                 "You most likely hear the difference.");
        QCOMPARE(verdict(10, 10),
                 "Whoever only guesses gets 10 or more of 10 right in less than 0.1 % of such "
                 "tests.\nYou hear the difference.");
    }

    void whichIsPreferred() {
        const auto verdict = [](int hits, int rounds) {
            return verdictOn(BlindQuestion::WhichIsPreferred, hits, rounds);
        };
        QCOMPARE(verdict(1, 1), "Whoever likes all of them equally chooses one of them at least "
                                "once in 100 % of such tests.\n"
                                "That may well have been luck; more rounds would tell.");
        QCOMPARE(verdict(8, 10), "Whoever likes all of them equally chooses one of them 8 times or "
                                 "more in 11 % of such tests.\n"
                                 "That may well have been luck; more rounds would tell.");
        QCOMPARE(verdict(9, 10), "Whoever likes all of them equally chooses one of them 9 times or "
                                 "more in 2.1 % of such tests.\n"
                                 "You most likely prefer the master.");
        QCOMPARE(verdict(0, 10), "Whoever likes all of them equally chooses one of them 10 times "
                                 "or more in 0.2 % of such tests.\nYou prefer the mix.");
    }
};

QTEST_MAIN(BlindWordsTest)
#include "blind_words_test.moc"
