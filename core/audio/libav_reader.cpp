// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/av_source.h"
#include "core/audio/byte_order.h"
#include "core/audio/byte_window.h"
#include "core/audio/decoded.h"
#include "core/audio/joined_files.h"
#include "core/audio/limits.h"
#include "core/audio/mp4_atoms.h"
#include "core/audio/wavpack_block.h"
#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <new>
#include <optional>
#include <string_view>
#include <strings.h>
#include <utility>

namespace kilter {

namespace {

using namespace std::string_view_literals;

// The demuxer that may see each container, by libavformat's name, and its name for people.
struct Demuxer {
    Container container;
    const char* libav;
    const char* name;
};
constexpr std::array kDemuxers{
    Demuxer{Container::Mp4, "mov", "M4A"}, Demuxer{Container::Adts, "aac", "AAC"},
    Demuxer{Container::Asf, "asf", "WMA"}, Demuxer{Container::WavPack, "wv", "WavPack"},
    Demuxer{Container::Caf, "caf", "CAF"},
};

struct Codec {
    AVCodecID id;
    const char* name;
    bool lossy;
};
constexpr std::array kCodecs{
    Codec{AV_CODEC_ID_AAC, "AAC", true},
    Codec{AV_CODEC_ID_ALAC, "ALAC", false},
    Codec{AV_CODEC_ID_FLAC, "FLAC", false},
    Codec{AV_CODEC_ID_MP3, "MP3", true},
    Codec{AV_CODEC_ID_WMAV1, "WMA 1", true},
    Codec{AV_CODEC_ID_WMAV2, "WMA 2", true},
    Codec{AV_CODEC_ID_WMAPRO, "WMA Pro", true},
    Codec{AV_CODEC_ID_WMALOSSLESS, "WMA Lossless", false},
    Codec{AV_CODEC_ID_WAVPACK, "WavPack", false},
    Codec{AV_CODEC_ID_PCM_S16LE, "PCM", false},
    Codec{AV_CODEC_ID_PCM_S16BE, "PCM", false},
    Codec{AV_CODEC_ID_PCM_S24LE, "PCM", false},
    Codec{AV_CODEC_ID_PCM_S24BE, "PCM", false},
    Codec{AV_CODEC_ID_PCM_S32LE, "PCM", false},
    Codec{AV_CODEC_ID_PCM_S32BE, "PCM", false},
    Codec{AV_CODEC_ID_PCM_F32LE, "Float", false},
    Codec{AV_CODEC_ID_PCM_F32BE, "Float", false},
    Codec{AV_CODEC_ID_PCM_F64LE, "Float", false},
    Codec{AV_CODEC_ID_PCM_F64BE, "Float", false},
};
// The same for libavformat, which opens decoders of its own while it looks at a stream.
constexpr const char* kCodecWhitelist =
    "aac,alac,flac,mp3float,mp3,wmav1,wmav2,wmapro,wmalossless,wavpack,pcm_s16le,pcm_s16be,"
    "pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be";

bool isLossy(AVCodecID id) {
    const auto codec = std::ranges::find(kCodecs, id, &Codec::id);
    return codec != kCodecs.end() && codec->lossy;
}

void readTags(const AVFormatContext& format, const AVStream& stream, Tags& tags) {
    for (const AVDictionary* dictionary : {format.metadata, stream.metadata}) {
        const AVDictionaryEntry* entry = nullptr;
        while ((entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
            const auto is = [entry](const char* key) {
                return equalIgnoringAsciiCase(entry->key, key);
            };
            if (is("title"))
                tags.title = entry->value;
            else if (is("artist") || is("author"))
                tags.artist = entry->value;
            else if (is("isrc") || is("WM/ISRC") || is("TSRC"))
                tags.isrc = entry->value;
        }
    }
}

// Frames that the container says there are; nothing where it does not know. What libavformat
// guesses from the bit rate is no declaration.
std::optional<std::uint64_t> declaredFrames(const AVFormatContext& format, const AVStream& stream,
                                            int rate) {
    if (stream.duration == AV_NOPTS_VALUE || stream.duration <= 0 ||
        format.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE)
        return std::nullopt;
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(av_rescale_q(stream.duration, stream.time_base, {1, rate}), 0));
}

SourceFormat describe(const Demuxer& demuxer, const Codec& codec, const AVCodecParameters& stream,
                      const AVCodecContext& decoder) {
    SourceFormat format;
    format.container = demuxer.name;
    format.codec = codec.name;
    format.lossy = codec.lossy;
    const auto packed = av_get_packed_sample_fmt(decoder.sample_fmt);
    format.floatingPoint =
        !codec.lossy && (packed == AV_SAMPLE_FMT_FLT || packed == AV_SAMPLE_FMT_DBL);
    if (!codec.lossy) {
        format.bits = stream.bits_per_raw_sample > 0     ? stream.bits_per_raw_sample
                      : stream.bits_per_coded_sample > 0 ? stream.bits_per_coded_sample
                                                         : 8 * av_get_bytes_per_sample(packed);
        format.codec.append(" ").append(std::to_string(format.bits)).append(" bit");
    }
    return format;
}

// The size that ASF's file properties object gives the whole file (ASF specification, section 3.2);
// 0 if it does not, as while it is broadcast.
std::uint64_t declaredAsfBytes(InputFile& file, std::uint64_t start) {
    constexpr auto kProperties =
        "\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65"sv;
    constexpr std::size_t kObjectBytes = 104;
    constexpr std::uint32_t kBroadcast = 1;
    ByteWindow window(file);
    std::uint64_t at = start + 30; // behind the header object's own fields
    for (int i = 0; i < 100; ++i) {
        const std::byte* object = window.at(at, kObjectBytes);
        if (!object)
            break;
        if (reads(object, kProperties)) {
            const bool isBroadcast = (littleEndian<std::uint32_t>(object + 88) & kBroadcast) != 0;
            return isBroadcast ? 0 : littleEndian<std::uint64_t>(object + 40);
        }
        const auto size = littleEndian<std::uint64_t>(object + 16);
        if (size < 24 || size > file.size())
            break;
        at += size;
    }
    return 0;
}

// What comes of a file, or of several that are joined: one sound of one rate.
struct Gathered {
    std::uint64_t fileBytes = 0; ///< of all of them
    int rate = 0;                ///< 0 before the first frame
    std::optional<SampleCollector> samples{};
};

// Decodes one stream to its end. What can't be decoded is silent for as long as it should have
// sounded.
class StreamReader {
  public:
    StreamReader(Container container, AVFormatContext& format, AVStream& stream,
                 AVCodecContext& decoder, av::Source& source, Gathered& gathered)
        : container_(container)
        , file_(source.file)
        , format_(format)
        , stream_(stream)
        , decoder_(decoder)
        , source_(source)
        , gathered_(gathered)
        , samples_(gathered.samples) {}

    Result<Done> readAll() {
        if (!packet_ || !frame_)
            throw std::bad_alloc{};
        PlaceReport report(source_.progress, file_.size());
        for (bool more = true; more && !isOver_;) {
            if (source_.progress.cancelled())
                return file_.error(ErrorCode::Cancelled);
            const int got = av_read_frame(&format_, packet_.get());
            if (got >= 0 && packet_->stream_index != stream_.index) {
                av_packet_unref(packet_.get());
                continue;
            }
            if (got < 0 && goesOnAfter(got))
                continue;
            more = got >= 0;
            if (auto decoded = decode(more ? packet_.get() : nullptr); !decoded)
                return decoded;
            if (more)
                av_packet_unref(packet_.get());
            report.at(source_.position);
        }
        takeOutPadding();
        return Done{};
    }

    [[nodiscard]] bool damaged() const { return isDamaged_; }
    [[nodiscard]] bool endsEarly() const { return isOver_ || hasLoss_; }
    [[nodiscard]] std::uint64_t lostFrames() const { return lostFrames_; }
    [[nodiscard]] std::uint64_t codedBytes() const { return codedBytes_; }

  private:
    // Whether there is something behind what the demuxer stumbled over. At the end of the file,
    // readError() and the missing frames tell the rest.
    bool goesOnAfter(int error) {
        if (error == AVERROR_EOF || source_.progress.cancelled())
            return false;
        std::uint64_t at =
            static_cast<std::uint64_t>(std::max<std::int64_t>(avio_tell(format_.pb), 0));
        bool isJoint = false;
        if (container_ == Container::WavPack) {
            const auto block = nextWavPackBlock(
                file_, at - std::min<std::uint64_t>(at, kWavPackHeader), source_.progress);
            if (!block)
                return false;
            at = *block;
            isJoint = isFirstWavPackBlock(file_, at);
            if (avio_seek(format_.pb, static_cast<std::int64_t>(at), SEEK_SET) < 0)
                return false;
        }
        if (failedAt_ && at <= *failedAt_)
            return false; // it would stumble for ever
        failedAt_ = at;
        hasGap_ = true;
        if (!isJoint)
            lose(0);
        return true;
    }

    Result<Done> decode(AVPacket* packet) {
        std::int64_t duration = 0;
        if (packet) {
            codedBytes_ += static_cast<std::uint64_t>(packet->size);
            duration = framesOf(packet->duration);
            lastPacketFrames_ = duration;
            noteGapBefore(*packet);
        }
        const int sent = avcodec_send_packet(&decoder_, packet);
        bool isLost = packet && sent < 0;
        if (auto received = receive(isLost); !received)
            return received;
        if (isLost)
            lose(duration);
        return Done{};
    }

    // In this stream's own time, as frames; 0 until the rate is known.
    [[nodiscard]] std::int64_t framesOf(std::int64_t time) const {
        return rate_ > 0 ? av_rescale_q(time, stream_.time_base, {1, rate_}) : 0;
    }

    // After packets that were lost altogether, the next one's time says how much is missing.
    void noteGapBefore(const AVPacket& packet) {
        // ADTS has no times, and its demuxer passes over damage without a word.
        if (container_ == Container::Adts && packet.pos >= 0) {
            if (packet.pos > packetEnd_ && packetEnd_ > 0)
                lose(0);
            packetEnd_ = packet.pos + packet.size;
        }
        const std::int64_t expected = expectedTime_;
        if (packet.pts != AV_NOPTS_VALUE)
            expectedTime_ = packet.pts + packet.duration;
        const bool hasGap = std::exchange(hasGap_, false);
        if (packet.pts == AV_NOPTS_VALUE || expected == AV_NOPTS_VALUE || packet.pts <= expected)
            return;
        // ASF's demuxer passes over damage without a word, too; its times are in milliseconds.
        const bool isJump =
            container_ == Container::Asf && packet.pts - expected >= packet.duration;
        if (hasGap || isJump)
            lose(framesOf(packet.pts - expected));
    }

    // Made good when something follows: what is lost at the end has no place.
    void lose(std::int64_t frames) {
        hasLoss_ = true;
        pendingSilence_ += std::max<std::int64_t>(frames, 0);
    }

    Result<Done> makeGood() {
        if (!std::exchange(hasLoss_, false))
            return Done{};
        isDamaged_ = true;
        const auto frames = static_cast<std::uint64_t>(std::exchange(pendingSilence_, 0));
        lostFrames_ += frames;
        if (!samples_->insertSilence(samples_->frames(), frames))
            return tooManyFrames(file_);
        return Done{};
    }

    // The last packet of an MP4 may be declared shorter than the decoder's frames are.
    void takeOutPadding() {
        const bool countsFrames = stream_.time_base.num == 1 && stream_.time_base.den == rate_;
        if (rate_ == 0 || !countsFrames || lastPacketFrames_ <= 0 ||
            lastPacketFrames_ >= lastFrame_)
            return;
        samples_->truncate({samples_->frames().count - (lastFrame_ - lastPacketFrames_)});
    }

    Result<Done> receive(bool& isLost) {
        for (;;) {
            const int got = avcodec_receive_frame(&decoder_, frame_.get());
            if (got == AVERROR(EAGAIN) || got == AVERROR_EOF)
                return Done{};
            if (got < 0) {
                isLost = true;
                return Done{};
            }
            if (rate_ == 0) {
                if (auto begun = begin(); !begun)
                    return begun;
            }
            if (frame_->sample_rate != gathered_.rate) {
                isOver_ = true; // one sound can't be made of the two
                return Done{};
            }
            if (auto made = makeGood(); !made)
                return made;
            const auto appended = av::append(*frame_, *samples_);
            if (appended == av::Appended::TooLong)
                return tooManyFrames(file_);
            if (appended == av::Appended::OtherFormat) {
                isOver_ = true;
                return Done{};
            }
            lastFrame_ = frame_->nb_samples;
            av_frame_unref(frame_.get());
        }
    }

    // HE-AAC's rate and channels are known for certain only at the first frame.
    Result<Done> begin() {
        const int channels = frame_->ch_layout.nb_channels;
        if (auto error = refusal(file_, static_cast<std::uint64_t>(std::max(channels, 0)),
                                 frame_->sample_rate))
            return *error;
        rate_ = frame_->sample_rate;
        if (samples_)
            return Done{};
        gathered_.rate = rate_;
        const auto declared = declaredFrames(format_, stream_, rate_).value_or(0);
        constexpr std::uint64_t kMost = INT64_MAX;
        samples_.emplace(channels, Frames{static_cast<std::int64_t>(std::min(declared, kMost))},
                         mostFrames(gathered_.fileBytes, isLossy(decoder_.codec_id)));
        return Done{};
    }

    Container container_;
    InputFile& file_;
    AVFormatContext& format_;
    AVStream& stream_;
    AVCodecContext& decoder_;
    av::Source& source_;
    av::Packet packet_{av_packet_alloc()};
    av::Frame frame_{av_frame_alloc()};
    Gathered& gathered_;
    std::optional<SampleCollector>& samples_;
    int rate_ = 0; ///< 0 before the first frame
    std::uint64_t lostFrames_ = 0;
    std::uint64_t codedBytes_ = 0;
    std::int64_t lastPacketFrames_ = 0; ///< as its duration says
    std::int64_t lastFrame_ = 0;        ///< as it was decoded
    std::int64_t expectedTime_ = AV_NOPTS_VALUE;
    std::int64_t packetEnd_ = 0;            ///< in the file
    std::optional<std::uint64_t> failedAt_; ///< where the demuxer went on after an error
    std::int64_t pendingSilence_ = 0;
    bool hasLoss_ = false; ///< since the last frame
    bool hasGap_ = false;  ///< since the last packet
    bool isDamaged_ = false;
    bool isOver_ = false; ///< another format follows
};

// All but the samples, which come to those that are gathered.
Result<Decoded> readOne(InputFile& file, const Sniffed& sniffed, Gathered& gathered,
                        const Progress& progress) {
    const std::int64_t before = gathered.samples ? gathered.samples->frames().count : 0;
    const auto demuxer = std::ranges::find(kDemuxers, sniffed.container, &Demuxer::container);
    assert(demuxer != kDemuxers.end());
    av::Source source{.file = file, .progress = progress};
    if (sniffed.container == Container::Mp4)
        source.passedOver = atomsToPassOver(file);
    const av::SourceIo io(source);
    const auto format = av::openFormat(demuxer->libav, kCodecWhitelist, source, io);
    if (progress.cancelled())
        return file.error(ErrorCode::Cancelled);
    if (file.readError() != 0)
        return file.error(ErrorCode::ReadFailed);
    if (!format)
        return format.error();

    AVFormatContext& context = **format;
    const int index = av_find_best_stream(&context, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
    if (index < 0)
        return file.error(ErrorCode::NoAudio);
    for (unsigned i = 0; i < context.nb_streams; ++i)
        context.streams[i]->discard =
            static_cast<int>(i) == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    AVStream& stream = *context.streams[index];
    const AVCodecParameters& parameters = *stream.codecpar;
    const auto allowed = std::ranges::find(kCodecs, parameters.codec_id, &Codec::id);
    if (allowed == kCodecs.end())
        return file.error(ErrorCode::UnsupportedCodec, avcodec_get_name(parameters.codec_id));
    if (auto error =
            refusal(file, static_cast<std::uint64_t>(std::max(parameters.ch_layout.nb_channels, 0)),
                    parameters.sample_rate))
        return *error;

    Codec codec = *allowed;
    if (codec.id == AV_CODEC_ID_WAVPACK && isHybridWavPack(file, sniffed.start))
        codec = {codec.id, "WavPack hybrid", true};

    const AVCodec* implementation = avcodec_find_decoder(parameters.codec_id);
    if (!implementation)
        return file.error(ErrorCode::UnsupportedCodec, codec.name);
    const av::Decoder decoder(avcodec_alloc_context3(implementation));
    if (!decoder)
        throw std::bad_alloc{};
    int error = avcodec_parameters_to_context(decoder.get(), &parameters);
    decoder->pkt_timebase = stream.time_base;
    decoder->thread_count = 1;
    decoder->err_recognition = AV_EF_CRCCHECK; // or WavPack would give noise for damaged blocks
    if (error >= 0)
        error = avcodec_open2(decoder.get(), implementation, nullptr);
    if (error < 0)
        return file.error(ErrorCode::Corrupt, av::messageOf(error));

    StreamReader reader(sniffed.container, context, stream, *decoder, source, gathered);
    if (const auto read = reader.readAll(); !read)
        return read.error();
    if (!gathered.samples || gathered.samples->frames().count == before)
        return file.error(reader.endsEarly() ? ErrorCode::Corrupt : ErrorCode::NoAudio);

    Decoded decoded{.format = describe(*demuxer, codec, parameters, *decoder),
                    .rate = {gathered.rate},
                    .samples = {1, {}, {}}};
    decoded.damaged = reader.damaged();
    decoded.lostFrames = reader.lostFrames();
    decoded.endsEarly = reader.endsEarly() || (sniffed.container == Container::Asf &&
                                               declaredAsfBytes(file, sniffed.start) > file.size());
    decoded.codedBytes = reader.codedBytes();
    const auto got = static_cast<std::uint64_t>(gathered.samples->frames().count - before);
    constexpr std::uint64_t kLongestPadding = 4096;
    if (const auto declared = declaredFrames(context, stream, decoded.rate.hz)) {
        // Durations in milliseconds, and an encoder's delay counted in or not, are no loss.
        const auto tolerance = static_cast<std::uint64_t>(decoded.rate.hz / 5);
        if (*declared > got + tolerance)
            decoded.missingFrames = *declared - got;
        decoded.repaired = sniffed.container == Container::WavPack && got > *declared + tolerance;
        // An edit list leaves out the padding at the end, to a millisecond or so.
        const auto end = *declared + static_cast<std::uint64_t>(decoded.rate.hz / 1000 + 1);
        if (sniffed.container == Container::Mp4 && codec.lossy && end < got &&
            got - end <= kLongestPadding)
            gathered.samples->truncate({before + static_cast<std::int64_t>(end)});
    }
    readTags(context, stream, decoded.tags);
    return decoded;
}

} // namespace

Result<Decoded> readWithLibav(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    av::prepare();
    Gathered gathered{.fileBytes = file.size()};
    std::optional<Decoded> all;
    const auto ranges = joinedFiles(file, sniffed);
    for (const FileRange& range : ranges) {
        auto part = file.part(range);
        if (!part)
            return part.error();
        const auto begun = sniff(*part);
        auto decoded = begun ? readOne(*part, *begun, gathered, progressOf(range, file, progress))
                             : Result<Decoded>(begun.error());
        if (part->readError() != 0)
            return file.error(ErrorCode::ReadFailed);
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        if (!decoded && !all)
            return decoded.error();
        if (!decoded)
            all->endsEarly = true; // nothing that can be decoded, or of another rate
        else if (!all)
            all = std::move(*decoded);
        else
            all->addReport(*decoded);
        if (all->endsEarly)
            break;
    }
    all->samples = std::move(*gathered.samples);
    all->format.channels = all->samples.channels();
    return std::move(*all);
}

} // namespace kilter
