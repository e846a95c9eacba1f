// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/decoded.h"
#include "core/audio/limits.h"
#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <new>
#include <optional>
#include <strings.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
}

namespace kilter {

namespace {

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

template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* object) const {
        release(&object);
    }
};
using Format = std::unique_ptr<AVFormatContext, Releaser<avformat_close_input>>;
using Decoder = std::unique_ptr<AVCodecContext, Releaser<avcodec_free_context>>;
using Packet = std::unique_ptr<AVPacket, Releaser<av_packet_free>>;
using Frame = std::unique_ptr<AVFrame, Releaser<av_frame_free>>;

struct Source {
    InputFile& file;
    const Progress& progress;
    std::uint64_t position = 0;
};

int readSource(void* opaque, std::uint8_t* bytes, int count) {
    auto& source = *static_cast<Source*>(opaque);
    const std::size_t n =
        source.file.readAt(source.position, {reinterpret_cast<std::byte*>(bytes),
                                             static_cast<std::size_t>(std::max(count, 0))});
    source.position += n;
    return n > 0 ? static_cast<int>(n) : AVERROR_EOF;
}

std::int64_t seekSource(void* opaque, std::int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(opaque);
    const auto size = static_cast<std::int64_t>(source.file.size());
    if (whence == AVSEEK_SIZE)
        return size;
    const std::int64_t base = whence == SEEK_SET   ? 0
                              : whence == SEEK_CUR ? static_cast<std::int64_t>(source.position)
                                                   : size;
    if (offset < -base || offset > size - base)
        return AVERROR(EINVAL);
    source.position = static_cast<std::uint64_t>(base + offset);
    return base + offset;
}

class SourceIo {
  public:
    explicit SourceIo(Source& source) {
        constexpr int kBuffer = 65536;
        auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
        context_ = buffer ? avio_alloc_context(buffer, kBuffer, 0, &source, readSource, nullptr,
                                               seekSource)
                          : nullptr;
        if (!context_) {
            av_free(buffer);
            throw std::bad_alloc{};
        }
    }
    SourceIo(const SourceIo&) = delete;
    SourceIo& operator=(const SourceIo&) = delete;
    ~SourceIo() {
        av_freep(&context_->buffer); // may be another one than we gave
        avio_context_free(&context_);
    }
    [[nodiscard]] AVIOContext* context() const { return context_; }

  private:
    AVIOContext* context_ = nullptr;
};

std::string messageOf(int error) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(error, text.data(), text.size());
    return text.data();
}

Result<Format> openFormat(InputFile& file, const Demuxer& demuxer, Source& source,
                          const SourceIo& io) {
    AVFormatContext* context = avformat_alloc_context();
    if (!context)
        throw std::bad_alloc{};
    context->pb = io.context();
    context->flags |= AVFMT_FLAG_CUSTOM_IO;
    context->interrupt_callback = {[](void* opaque) {
                                       const auto& s = *static_cast<Source*>(opaque);
                                       return s.progress.cancelled() ? 1 : 0;
                                   },
                                   &source};
    av_opt_set(context, "codec_whitelist", kCodecWhitelist, 0);
    av_opt_set(context, "format_whitelist", demuxer.libav, 0);
    // avformat_open_input frees the context when it fails.
    int error = avformat_open_input(&context, "", av_find_input_format(demuxer.libav), nullptr);
    if (error < 0)
        return file.error(ErrorCode::Corrupt, messageOf(error));
    Format format(context);
    error = avformat_find_stream_info(context, nullptr);
    if (error < 0)
        return file.error(ErrorCode::Corrupt, messageOf(error));
    return format;
}

// Interleaved or planar samples of one of libav's formats, as floats of full scale 1.
template <class T>
float scaled(T value) {
    if constexpr (std::is_same_v<T, std::uint8_t>)
        return static_cast<float>(value - 128) * 0x1p-7f;
    else if constexpr (std::is_same_v<T, std::int16_t>)
        return static_cast<float>(value) * 0x1p-15f;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return static_cast<float>(value) * 0x1p-31f;
    else
        return static_cast<float>(value);
}

template <class T>
void copyChannel(const AVFrame& frame, int c, float* out) {
    const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
    const int channels = frame.ch_layout.nb_channels;
    const auto* in = reinterpret_cast<const T*>(frame.extended_data[planar ? c : 0]);
    const int first = planar ? 0 : c;
    const int step = planar ? 1 : channels;
    for (int i = 0; i < frame.nb_samples; ++i)
        out[i] = scaled(in[first + i * step]);
}

bool append(const AVFrame& frame, SampleCollector& samples) {
    const auto n = static_cast<std::size_t>(frame.nb_samples);
    samples.makeRoom(n);
    for (int c = 0; c < samples.channels(); ++c) {
        float* out = c == 0 ? samples.left() : samples.right();
        switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
        case AV_SAMPLE_FMT_U8:
            copyChannel<std::uint8_t>(frame, c, out);
            break;
        case AV_SAMPLE_FMT_S16:
            copyChannel<std::int16_t>(frame, c, out);
            break;
        case AV_SAMPLE_FMT_S32:
            copyChannel<std::int32_t>(frame, c, out);
            break;
        case AV_SAMPLE_FMT_FLT:
            copyChannel<float>(frame, c, out);
            break;
        case AV_SAMPLE_FMT_DBL:
            copyChannel<double>(frame, c, out);
            break;
        default:
            return false;
        }
    }
    samples.add(n);
    return true;
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

// Decodes one stream to its end.
class StreamReader {
  public:
    StreamReader(InputFile& file, AVFormatContext& format, AVStream& stream,
                 AVCodecContext& decoder, Source& source)
        : file_(file)
        , format_(format)
        , stream_(stream)
        , decoder_(decoder)
        , source_(source) {}

    Result<Done> readAll() {
        if (!packet_ || !frame_)
            throw std::bad_alloc{};
        for (bool more = true; more;) {
            if (source_.progress.cancelled())
                return file_.error(ErrorCode::Cancelled);
            const int got = av_read_frame(&format_, packet_.get());
            if (got >= 0 && packet_->stream_index != stream_.index) {
                av_packet_unref(packet_.get());
                continue;
            }
            // An error is as good as an end here: readError() and the missing frames tell.
            more = got >= 0;
            if (more)
                lastPacketFrames_ =
                    av_rescale_q(packet_->duration, stream_.time_base, {1, std::max(rate_, 1)});
            const int sent = avcodec_send_packet(&decoder_, more ? packet_.get() : nullptr);
            if (more)
                av_packet_unref(packet_.get());
            damagedPackets_ += sent == AVERROR_INVALIDDATA ? 1 : 0;
            if (auto received = receive(); !received)
                return received;
            source_.progress.at(static_cast<double>(source_.position) /
                                static_cast<double>(file_.size()));
        }
        takeOutPadding();
        return Done{};
    }

    [[nodiscard]] std::optional<SampleCollector>& samples() { return samples_; }
    [[nodiscard]] SampleRate rate() const { return {rate_}; }
    [[nodiscard]] bool damaged() const { return damagedPackets_ > 0; }

  private:
    // The last packet of an MP4 may be declared shorter than the decoder's frames are.
    void takeOutPadding() {
        const bool countsFrames = stream_.time_base.num == 1 && stream_.time_base.den == rate_;
        if (!samples_ || !countsFrames || lastPacketFrames_ <= 0 || lastPacketFrames_ >= lastFrame_)
            return;
        samples_->truncate({samples_->frames().count - (lastFrame_ - lastPacketFrames_)});
    }

    Result<Done> receive() {
        for (;;) {
            const int got = avcodec_receive_frame(&decoder_, frame_.get());
            if (got == AVERROR_INVALIDDATA) {
                ++damagedPackets_;
                continue;
            }
            if (got < 0)
                return Done{};
            // HE-AAC's rate and channels are known for certain only here.
            if (!samples_) {
                const int channels = frame_->ch_layout.nb_channels;
                if (auto error = refusal(file_, static_cast<std::uint64_t>(std::max(channels, 0)),
                                         frame_->sample_rate))
                    return *error;
                rate_ = frame_->sample_rate;
                samples_.emplace(channels,
                                 Frames{static_cast<std::int64_t>(
                                     declaredFrames(format_, stream_, rate_).value_or(0))});
            }
            const bool isSame = frame_->ch_layout.nb_channels == samples_->channels() &&
                                frame_->sample_rate == rate_;
            if (!isSame || !append(*frame_, *samples_))
                return file_.error(ErrorCode::Corrupt, "the format changes within the stream");
            lastFrame_ = frame_->nb_samples;
            av_frame_unref(frame_.get());
        }
    }

    InputFile& file_;
    AVFormatContext& format_;
    AVStream& stream_;
    AVCodecContext& decoder_;
    Source& source_;
    Packet packet_{av_packet_alloc()};
    Frame frame_{av_frame_alloc()};
    std::optional<SampleCollector> samples_;
    int rate_ = 0;
    int damagedPackets_ = 0;
    std::int64_t lastPacketFrames_ = 0; ///< as its duration says
    std::int64_t lastFrame_ = 0;        ///< as it was decoded
};

} // namespace

Result<Decoded> readWithLibav(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    // Its messages would go to standard error; what matters of them is in our results.
    [[maybe_unused]] static const bool isQuiet = (av_log_set_level(AV_LOG_QUIET), true);

    const auto demuxer = std::ranges::find(kDemuxers, sniffed.container, &Demuxer::container);
    assert(demuxer != kDemuxers.end());
    Source source{file, progress};
    const SourceIo io(source);
    const auto format = openFormat(file, *demuxer, source, io);
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
    const auto codec = std::ranges::find(kCodecs, parameters.codec_id, &Codec::id);
    if (codec == kCodecs.end())
        return file.error(ErrorCode::UnsupportedCodec, avcodec_get_name(parameters.codec_id));
    if (auto error =
            refusal(file, static_cast<std::uint64_t>(std::max(parameters.ch_layout.nb_channels, 0)),
                    parameters.sample_rate))
        return *error;

    const AVCodec* implementation = avcodec_find_decoder(parameters.codec_id);
    if (!implementation)
        return file.error(ErrorCode::UnsupportedCodec, codec->name);
    const Decoder decoder(avcodec_alloc_context3(implementation));
    if (!decoder)
        throw std::bad_alloc{};
    int error = avcodec_parameters_to_context(decoder.get(), &parameters);
    decoder->pkt_timebase = stream.time_base;
    decoder->thread_count = 1;
    if (error >= 0)
        error = avcodec_open2(decoder.get(), implementation, nullptr);
    if (error < 0)
        return file.error(ErrorCode::Corrupt, messageOf(error));

    StreamReader reader(file, context, stream, *decoder, source);
    if (const auto read = reader.readAll(); !read)
        return read.error();
    if (!reader.samples())
        return file.error(reader.damaged() ? ErrorCode::Corrupt : ErrorCode::NoAudio);

    Decoded decoded{.format = describe(*demuxer, *codec, parameters, *decoder),
                    .rate = reader.rate(),
                    .samples = std::move(*reader.samples())};
    decoded.format.channels = decoded.samples.channels();
    decoded.endsEarly = reader.damaged();
    const auto got = static_cast<std::uint64_t>(decoded.samples.frames().count);
    constexpr std::uint64_t kLongestPadding = 4096;
    if (const auto declared = declaredFrames(context, stream, decoded.rate.hz)) {
        // Durations in milliseconds, and an encoder's delay counted in or not, are no loss.
        const auto tolerance = static_cast<std::uint64_t>(decoded.rate.hz / 5);
        if (*declared > got + tolerance)
            decoded.missingFrames = *declared - got;
        // An edit list leaves out the padding at the end, to a millisecond or so.
        const auto end = *declared + static_cast<std::uint64_t>(decoded.rate.hz / 1000 + 1);
        if (sniffed.container == Container::Mp4 && codec->lossy && end < got &&
            got - end <= kLongestPadding)
            decoded.samples.truncate({static_cast<std::int64_t>(end)});
    }
    readTags(context, stream, decoded.tags);
    return decoded;
}

} // namespace kilter
