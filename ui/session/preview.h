// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "core/chain/compressor/spec.h"
#include "core/playback/listening.h"
#include "core/render/codec_guard.h"
#include "core/render/design.h"
#include "ui/session/job.h"
#include "ui/views/audition.h"

#include <QObject>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace kilter {

class Player;

/// What the chain is designed from; amounts and drive as they will be heard.
struct ChainPlan {
    Moves moves;
    std::optional<MatchCurve> curve;
    KernelPhase phase = KernelPhase::Minimum;
    CompressorSpec compressor; ///< with the make-up that will be heard
    LimiterSettings limiter;   ///< trim included
    Decibels drive{};

    friend bool operator==(const ChainPlan&, const ChainPlan&) = default;
};

/// What is heard as the master, and what Difference takes off it.
struct PreviewPlan {
    ChainPlan heard;
    std::optional<ChainPlan> subtracted;
    std::optional<CodecGuard> guard; ///< whose dips are heard with it

    friend bool operator==(const PreviewPlan&, const PreviewPlan&) = default;
};

/// The moves that an audition of the `index`-th lets through; all of them for None and Delta.
[[nodiscard]] Moves audible(const Moves& moves, Audition audition, int index);

/// A source to be heard, where the mix is at 0.
struct PreviewSource {
    std::shared_ptr<const Track> track; ///< null: not there (yet)
    Seconds offset{};

    friend bool operator==(const PreviewSource&, const PreviewSource&) = default;
};

/// Hands a Player what it plays: sources resampled to its rate, and chains designed for it, both
/// on workers. On the gui thread.
class Preview : public QObject {
    Q_OBJECT

  public:
    Preview();

    void setPlayer(Player* player);
    void reopened(); ///< the player's engine is a new one
    void setSources(PreviewSource mix, std::vector<PreviewSource> references);
    /// Of the master, in the order of kVersions; null: none. One that takes another's place is
    /// heard when it is at the player's rate, and the other until then.
    using Versions = std::array<std::shared_ptr<const Track>, kVersions.size()>;
    void setVersions(const Versions& versions);
    /// The player has one to switch to; it is the last that was set.
    [[nodiscard]] bool plays(std::size_t version) const { return played_[version] != nullptr; }
    [[nodiscard]] bool playsNewest(std::size_t version) const;
    /// False: it is the present one.
    bool setPlan(const PreviewPlan& plan);

    [[nodiscard]] const ChainSettings& settings() const { return chain_.settings; }
    [[nodiscard]] bool preparing() const { return resampling_.running() || designing_.running(); }

  signals:
    void settingsChanged(); ///< they follow setPlan() by some milliseconds
    void sourcesChanged();

  private:
    /// A track's samples at rate_.
    struct Prepared {
        std::shared_ptr<const Track> track;
        std::shared_ptr<const AudioBuffer> audio; ///< null: at work, or there is no memory for it
        bool tried = false;
    };
    struct Designed {
        DesignedChain heard;
        std::optional<DesignedChain> subtracted;
        std::shared_ptr<const LevelCurve> curve;
    };

    [[nodiscard]] SampleRate rate() const;
    [[nodiscard]] std::shared_ptr<const AudioBuffer> audioOf(const PreviewSource& source) const;
    void prepare();
    void resampleNext();
    void handOver();
    void design();
    void handChain();

    Player* player_ = nullptr;
    PreviewSource mix_;
    std::vector<PreviewSource> references_;
    Versions versions_;
    std::array<std::shared_ptr<const AudioBuffer>, kVersions.size()> played_; ///< by the player
    SampleRate preparedFor_;
    std::vector<Prepared> prepared_;
    Job<std::shared_ptr<const AudioBuffer>> resampling_;

    std::optional<PreviewPlan> plan_;
    DesignedChain chain_;
    std::optional<DesignedChain> subtracted_;
    std::shared_ptr<const LevelCurve> curve_; ///< null: the level stays as the chain has it
    Job<Designed> designing_;
};

} // namespace kilter
