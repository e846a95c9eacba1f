// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/profile.h"

#include "core/base/index.h"
#include "core/reference/frames.h"
#include "core/reference/levels.h"
#include "core/reference/priors.h"
#include "core/reference/robust.h"
#include "core/reference/same_song.h"

#include <functional>

namespace kilter {

namespace {

// A band is left out when it reaches above this much of a cut-off.
constexpr double kBelowCutoff = 0.98;
// Priors where there is no published figure: how far records of one taste scatter.
constexpr Decibels kWidthPrior{2.0};
constexpr Decibels kSidePrior{1.5};
constexpr Decibels kDynamicsPrior{1.0};
// Leaving a reference out needs enough others to say so.
constexpr int kEnoughToJudge = 4;
constexpr double kOutlierDistance = 2.5;
constexpr Decibels kOutlierPrior{1.5};
constexpr double kLowReliability = 0.3;

bool hasWarning(const std::vector<Warning>& warnings, WarningCode code) {
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const Warning& w) { return w.code == code; });
}

struct Figure {
    Decibels level{}, ownSpread{}, sigma{};
    bool known = false;
};

// What one reference brings, track or profile.
struct Figures {
    double weight = 1.0;
    BalanceReading balance{};
    std::array<Figure, kThirds> thirds{}, sideThirds{};
    std::array<Figure, kNamedBands> bands{}, width{}, dynamics{};
    std::array<double, kNamedBands> share{};
    std::optional<Lufs> integrated;
    std::optional<Decibels> range, plr, truePeak;
    double reliability = 1.0;
};

// How far one song's thirds may lie from its balance, which is how wide a corridor of one song is.
double deviationIn(const ThirdMatrix& noise, Hertz low, Hertz high) {
    std::array<double, kThirds> inside{};
    for (int b = 0; b < kThirds; ++b)
        inside[at(b)] = thirdCentre(b) >= low && thirdCentre(b) < high ? 1.0 : 0.0;
    return std::sqrt(varianceOf(noise, inside));
}

Figures figuresOf(const Analysis& a) {
    Figures f;
    f.balance = balanceOf(a);
    const double top = std::min(a.lossyCutoff ? a.lossyCutoff->value * kBelowCutoff : 1e9,
                                a.rate.hz > 0 ? a.rate.nyquist().value * kBelowCutoff : 1e9);
    const std::vector<int> frames = comparedFrames(a);
    const LevelSigmas sigmas = levelSigmas(a.spectrogram, frames);
    const auto thirds = thirdLevels(a.spectrum);
    const auto sides = sideLevels(a.spectrum);
    for (int b = 0; b < kThirds; ++b) {
        const bool inBand = cellEdge(thirdFirstCell(b) + kCellsPerThird).value <= top;
        f.thirds[at(b)] = {
            thirds[at(b)], {}, sigmas.stereo[at(b)], inBand && thirds[at(b)] > kFloor};
        f.sideThirds[at(b)] = {
            sides[at(b)], {}, sigmas.side[at(b)], inBand && sides[at(b)] > kFloor};
        f.balance[at(b)].known = f.thirds[at(b)].known;
    }
    const BandLevels bands = bandLevels(a.spectrum);
    const auto dynamics = bandDynamics(a.spectrogram, frames);
    f.share = bands.share;
    for (int b = 0; b < kNamedBands; ++b) {
        const Hertz centre{std::sqrt(kBands[at(b)].low.value * kBands[at(b)].high.value)};
        // A cut-off just inside a band takes next to nothing from it.
        const bool inBand = kBands[at(b)].high.value * 0.95 <= top;
        f.bands[at(b)] = {
            bands.level[at(b)], {}, sectionPrior(centre), inBand && bands.level[at(b)] > kFloor};
        f.width[at(b)] = {
            bands.width[at(b)], {}, {1.0}, inBand && bands.width[at(b)].value > -60.0};
        f.dynamics[at(b)] = {dynamics[at(b)], {}, {0.5}, inBand && frames.size() >= 32};
    }
    f.integrated = a.loudness.integrated;
    f.range = a.loudness.range;
    f.plr = a.dynamics.plr;
    if (a.frames.count > 0)
        f.truePeak = a.peaks.maxTruePeak();
    for (const WarningCode code :
         {WarningCode::SineLike, WarningCode::SpeechLike, WarningCode::TooShort})
        if (hasWarning(a.warnings, code))
            f.reliability = kLowReliability;
    return f;
}

template <std::size_t N>
void take(std::array<Figure, N>& to, const std::array<ProfileBand, N>& from) {
    for (std::size_t i = 0; i < N; ++i)
        to[i] = {from[i].level, from[i].spread, from[i].sigma, from[i].known};
}

Figures figuresOf(const Profile& p) {
    Figures f;
    f.balance = p.balance;
    take(f.thirds, p.thirds);
    take(f.sideThirds, p.sideThirds);
    take(f.bands, p.bands);
    take(f.width, p.width);
    take(f.dynamics, p.dynamics);
    f.share = p.share;
    f.integrated = p.integrated;
    f.range = p.range;
    f.plr = p.plr;
    f.truePeak = p.truePeak;
    f.reliability = p.reliability;
    return f;
}

Figure mean(const Figure& a, const Figure& b) {
    if (!a.known || !b.known)
        return a.known ? a : b;
    return {0.5 * (a.level + b.level), a.ownSpread, a.sigma, true};
}

template <std::size_t N>
void add(std::array<Figure, N>& to, const std::array<Figure, N>& from) {
    for (std::size_t i = 0; i < N; ++i)
        to[i] = mean(to[i], from[i]);
}

// Another stretch or copy of the same recording: the two count as one.
void join(Figures& one, const Figures& again) {
    one.weight = std::max(one.weight, again.weight);
    one.balance = sameSongBalance(one.balance, again.balance);
    add(one.thirds, again.thirds);
    add(one.sideThirds, again.sideThirds);
    add(one.bands, again.bands);
    add(one.width, again.width);
    add(one.dynamics, again.dynamics);
    for (std::size_t b = 0; b < kNamedBands; ++b)
        one.share[b] = 0.5 * (one.share[b] + again.share[b]);
}

// One band of the corridor from the same band of all that are used. `alone`: how far one song may
// lie from its own balance there.
ProfileBand corridor(const std::vector<Figures>& all,
                     const std::function<const Figure&(const Figures&)>& band, Decibels prior,
                     Decibels alone = {}) {
    std::vector<Weighted> levels;
    double weights = 0.0;
    double own = 0.0;
    double sigma = 0.0;
    for (const Figures& f : all) {
        const Figure& v = band(f);
        if (!v.known)
            continue;
        levels.push_back({v.level.value, f.weight});
        weights += f.weight;
        own += f.weight * v.ownSpread.value * v.ownSpread.value;
        sigma += f.weight * f.weight * v.sigma.value * v.sigma.value;
    }
    ProfileBand result;
    result.known = !levels.empty();
    if (!result.known)
        return result;
    result.level = {quantile(levels, 0.5)};
    // A median's standard error is 1.25 times a mean's.
    result.sigma = {std::sqrt(sigma) / weights * (levels.size() > 2 ? 1.25 : 1.0)};
    const double between = robustSpread(levels);
    const double shrunk = shrunkSpread(between, effectiveCount(levels), prior.value);
    // A profile brings its own spread, already held to the prior, for its part of the weight.
    own /= weights;
    if (levels.size() == 1)
        result.spread = {own > 0.0 ? std::sqrt(own) : std::hypot(shrunk, alone.value)};
    else
        result.spread = {std::sqrt(shrunk * shrunk + own)};
    return result;
}

template <class T>
std::optional<T> median(const std::vector<Figures>& all, std::optional<T> Figures::*figure) {
    std::vector<Weighted> values;
    for (const Figures& f : all)
        if (const auto& v = f.*figure; v && std::isfinite(v->value))
            values.push_back({v->value, f.weight});
    if (values.empty())
        return std::nullopt;
    return T{quantile(values, 0.5)};
}

// How far each lies from the median of all, in robust spreads: RMS over the known thirds.
std::vector<double> distances(const std::vector<Figures>& all) {
    std::vector<double> sums(all.size(), 0.0);
    std::vector<int> counts(all.size(), 0);
    for (int b = 0; b < kThirds; ++b) {
        std::vector<Weighted> levels;
        for (const Figures& f : all)
            if (f.thirds[at(b)].known)
                levels.push_back({f.thirds[at(b)].level.value, f.weight});
        if (levels.size() < at(kEnoughToJudge))
            continue;
        const double middle = quantile(levels, 0.5);
        std::vector<Weighted> deviations = levels;
        for (Weighted& d : deviations)
            d.value = std::abs(d.value - middle);
        // 1.4826: from the median absolute deviation to a normal distribution's spread.
        const double scale = shrunkSpread(1.4826 * quantile(deviations, 0.5),
                                          effectiveCount(levels), kOutlierPrior.value);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].thirds[at(b)].known) {
                const double z = (all[i].thirds[at(b)].level.value - middle) / scale;
                sums[i] += z * z;
                ++counts[i];
            }
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        sums[i] = counts[i] > 0 ? std::sqrt(sums[i] / counts[i]) : 0.0;
    return sums;
}

// The reservations about a reference that matter to a comparison, in its name.
std::vector<Warning> reservations(const Analysis& a, const std::string& name) {
    std::vector<Warning> kept;
    for (const Warning& w : a.warnings)
        switch (w.code) {
        case WarningCode::Silent:
        case WarningCode::BelowGate:
        case WarningCode::TooShort:
        case WarningCode::LossyCutoff:
        case WarningCode::Clipped:
        case WarningCode::BrickWalled:
        case WarningCode::SineLike:
        case WarningCode::SpeechLike:
            kept.push_back({w.code, w.amount, name});
            break;
        default:
            break;
        }
    return kept;
}

} // namespace

Profile profileOf(std::span<const Reference> references, std::string name) {
    Profile profile;
    profile.name = std::move(name);
    std::vector<Figures> used;
    std::vector<std::size_t> member; // of each that is used
    for (const Reference& r : references) {
        ProfileMember m;
        m.name = r.name;
        m.weight = r.weight;
        m.used = r.weight > 0.0 &&
                 (r.analysis != nullptr ? r.analysis->spectrum.frames > 0 : r.profile != nullptr);
        if (r.analysis != nullptr) {
            m.warnings = reservations(*r.analysis, r.name);
            if (!m.used && r.weight > 0.0 && m.warnings.empty())
                m.warnings.push_back({WarningCode::BelowGate, 0.0, r.name});
        }
        if (m.used) {
            Figures f = r.analysis != nullptr ? figuresOf(*r.analysis) : figuresOf(*r.profile);
            f.weight = r.weight;
            for (int b = 0; b < kThirds; ++b) {
                m.level[at(b)] = f.thirds[at(b)].level;
                m.known[at(b)] = f.thirds[at(b)].known;
            }
            for (std::size_t b = 0; b < kNamedBands; ++b)
                m.bandKnown[b] = f.bands[b].known;
            if (r.analysis == nullptr)
                m.songs = r.profile->references;
            const auto earlier = std::find_if(member.begin(), member.end(), [&](std::size_t i) {
                return r.analysis != nullptr && references[i].analysis != nullptr &&
                       sameRecording(*r.analysis, *references[i].analysis);
            });
            if (earlier == member.end()) {
                used.push_back(f);
                member.push_back(profile.members.size());
            } else {
                join(used[static_cast<std::size_t>(earlier - member.begin())], f);
                m.sameAs = *earlier;
                m.warnings.push_back(
                    {WarningCode::Duplicate, 0.0, m.name + ": " + profile.members[*earlier].name});
            }
        }
        profile.members.push_back(std::move(m));
    }

    // Beside music a tone or speech is no second opinion.
    const auto saysMuch = [](const Figures& f) { return f.reliability > kLowReliability; };
    if (std::any_of(used.begin(), used.end(), saysMuch)) {
        std::vector<Figures> kept;
        std::vector<std::size_t> keptMember;
        for (std::size_t i = 0; i < used.size(); ++i) {
            profile.members[member[i]].used = saysMuch(used[i]);
            if (saysMuch(used[i])) {
                kept.push_back(used[i]);
                keptMember.push_back(member[i]);
            }
        }
        used = std::move(kept);
        member = std::move(keptMember);
    }

    if (used.size() >= at(kEnoughToJudge)) {
        const std::vector<double> far = distances(used);
        std::vector<Figures> kept;
        for (std::size_t i = 0; i < used.size(); ++i) {
            ProfileMember& m = profile.members[member[i]];
            m.distance = far[i];
            if (far[i] > kOutlierDistance) {
                m.used = false;
                m.warnings.push_back({WarningCode::Outlier, far[i], m.name});
            } else {
                kept.push_back(used[i]);
            }
        }
        used = std::move(kept);
    }

    for (ProfileMember& m : profile.members)
        if (m.sameAs)
            m.used = profile.members[*m.sameAs].used;

    profile.references = static_cast<int>(used.size());
    std::vector<WeightedReading> readings;
    for (const Figures& f : used)
        readings.push_back({f.balance, f.weight});
    profile.balance = commonBalance(readings);
    const ThirdMatrix noise = noiseOf(profile.balance);
    for (int b = 0; b < kThirds; ++b) {
        profile.thirds[at(b)] =
            corridor(used, [b](const Figures& f) -> const Figure& { return f.thirds[at(b)]; },
                     spreadPrior(thirdCentre(b)), {std::sqrt(noise[at(b)][at(b)])});
        profile.sideThirds[at(b)] = corridor(
            used, [b](const Figures& f) -> const Figure& { return f.sideThirds[at(b)]; },
            kSidePrior);
    }
    double weights = 0.0;
    double reliability = 0.0;
    for (const Figures& f : used) {
        weights += f.weight;
        reliability += f.weight * f.reliability;
    }
    profile.reliability = weights > 0.0 ? reliability / weights : 0.0;
    for (int b = 0; b < kNamedBands; ++b) {
        const Hertz centre{std::sqrt(kBands[at(b)].low.value * kBands[at(b)].high.value)};
        profile.bands[at(b)] = corridor(
            used, [b](const Figures& f) -> const Figure& { return f.bands[at(b)]; },
            spreadPrior(centre), {deviationIn(noise, kBands[at(b)].low, kBands[at(b)].high)});
        profile.width[at(b)] = corridor(
            used, [b](const Figures& f) -> const Figure& { return f.width[at(b)]; }, kWidthPrior);
        profile.dynamics[at(b)] = corridor(
            used, [b](const Figures& f) -> const Figure& { return f.dynamics[at(b)]; },
            kDynamicsPrior);
        std::vector<Weighted> shares;
        for (const Figures& f : used)
            shares.push_back({f.share[at(b)], f.weight});
        if (!shares.empty())
            profile.share[at(b)] = quantile(shares, 0.5);
    }
    profile.integrated = median(used, &Figures::integrated);
    profile.range = median(used, &Figures::range);
    profile.plr = median(used, &Figures::plr);
    profile.truePeak = median(used, &Figures::truePeak);
    return profile;
}

const ProfileMember* carrierOf(const Profile& profile, int band) {
    const ProfileMember* carrier = nullptr;
    if (profile.references < 2)
        return carrier;
    for (const ProfileMember& m : profile.members) {
        if (!m.used || !m.bandKnown[at(band)])
            continue;
        const bool again = carrier != nullptr && m.sameAs &&
                           (&profile.members[*m.sameAs] == carrier || m.sameAs == carrier->sameAs);
        if (carrier != nullptr && !again)
            return nullptr;
        if (!again)
            carrier = &m;
    }
    return carrier;
}

} // namespace kilter
