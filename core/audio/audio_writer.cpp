// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_writer.h"

#include "core/audio/file_sink.h"
#include "core/audio/flac_encoder.h"
#include "core/audio/legacy_text.h"
#include "core/base/ascii.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <sndfile.h>
#include <sys/stat.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2tag.h>
#include <taglib/textidentificationframe.h>
#include <taglib/xiphcomment.h>
#include <unistd.h>

namespace kilter {

namespace {

constexpr std::uint64_t kFourGiB = std::uint64_t{1} << 32;
constexpr std::size_t kBlock = 16384;        ///< frames between two looks at the progress
constexpr std::uint64_t kHeaderRoom = 65536; ///< more than our headers and tags ever take

SF_VIRTUAL_IO sinkIo() {
    SF_VIRTUAL_IO io{};
    io.get_filelen = [](void* user) { return sf_count_t{static_cast<FileSink*>(user)->size}; };
    io.seek = [](sf_count_t offset, int whence, void* user) {
        auto& sink = *static_cast<FileSink*>(user);
        const std::int64_t base = whence == SEEK_SET   ? 0
                                  : whence == SEEK_CUR ? sink.position
                                                       : sink.size;
        sink.position = std::max<std::int64_t>(base + offset, 0);
        return sf_count_t{sink.position};
    };
    io.read = [](void* bytes, sf_count_t count, void* user) {
        auto& sink = *static_cast<FileSink*>(user);
        const ssize_t n = ::pread(sink.fd, bytes, static_cast<std::size_t>(count), sink.position);
        sink.position += std::max<ssize_t>(n, 0);
        return static_cast<sf_count_t>(n);
    };
    io.write = [](const void* bytes, sf_count_t count, void* user) -> sf_count_t {
        return static_cast<FileSink*>(user)->write(bytes, count);
    };
    io.tell = [](void* user) { return sf_count_t{static_cast<FileSink*>(user)->position}; };
    return io;
}

struct CloseSndfile {
    void operator()(SNDFILE* file) const { sf_close(file); }
};

// FLAC goes by FlacEncoder, which knows rates that libsndfile can't ask for.
int sndfileFormat(AudioFileFormat format, std::uint64_t dataBytes) {
    const int samples = format.samples == SampleFormat::Pcm16   ? SF_FORMAT_PCM_16
                        : format.samples == SampleFormat::Pcm24 ? SF_FORMAT_PCM_24
                                                                : SF_FORMAT_FLOAT;
    if (format.file == FileFormat::Aiff)
        return SF_FORMAT_AIFF | samples;
    return (passesFourGigabytes(dataBytes) ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | samples;
}

template <std::size_t size>
void copyText(char (&field)[size], std::string_view text) {
    std::memcpy(field, text.data(), std::min(text.size(), size));
}

// A loudness field of EBU Tech 3285 v2, section 2.4: hundredths, or 0x7FFF for "not used".
std::int16_t hundredths(std::optional<double> value) {
    constexpr std::int16_t kNotUsed = 0x7FFF;
    if (!value || !std::isfinite(*value))
        return kNotUsed;
    return static_cast<std::int16_t>(std::clamp(std::lround(100.0 * *value), -9999L, 9999L));
}

template <class T>
std::optional<double> number(const std::optional<T>& quantity) {
    return quantity ? std::optional(quantity->value) : std::nullopt;
}

bool setBroadcastInfo(SNDFILE* file, const AudioFileText& text) {
    SF_BROADCAST_INFO info{};
    copyText(info.description, toAscii(text.tags.title));
    copyText(info.originator, "Kilter");
    copyText(info.origination_date, toAscii(text.originationDate));
    if (!text.originationDate.empty())
        copyText(info.origination_time, "00:00:00");
    info.time_reference_low = static_cast<std::uint32_t>(text.tags.timeReference);
    info.time_reference_high = static_cast<std::uint32_t>(text.tags.timeReference >> 32U);
    constexpr short kVersion = 2;
    info.version = kVersion;
    info.loudness_value = hundredths(number(text.loudness.integrated));
    info.loudness_range = hundredths(number(text.loudness.range));
    info.max_true_peak_level = hundredths(number(text.loudness.maxTruePeak));
    info.max_momentary_loudness = hundredths(number(text.loudness.momentaryMax));
    info.max_shortterm_loudness = hundredths(number(text.loudness.shortTermMax));
    return sf_command(file, SFC_SET_BROADCAST_INFO, &info, sizeof(info)) == SF_TRUE;
}

bool isEmpty(const Tags& tags) {
    return tags.title.empty() && tags.artist.empty() && tags.isrc.empty();
}

TagLib::String fromUtf8(const std::string& text) {
    return {text, TagLib::String::UTF8};
}

// RIFF's and AIFF's own text chunks know neither an encoding nor an ISRC: an ID3v2 chunk does.
bool setId3Chunk(SNDFILE* file, FileFormat format, const Tags& tags) {
    TagLib::ID3v2::Tag id3;
    id3.setTitle(fromUtf8(tags.title));
    id3.setArtist(fromUtf8(tags.artist));
    if (!tags.isrc.empty()) {
        auto* frame = new TagLib::ID3v2::TextIdentificationFrame("TSRC", TagLib::String::UTF8);
        frame->setText(fromUtf8(tags.isrc));
        id3.addFrame(frame); // which owns it from now on
    }
    TagLib::ByteVector bytes = id3.render();
    SF_CHUNK_INFO chunk{};
    std::memcpy(chunk.id, format == FileFormat::Aiff ? "ID3 " : "id3 ", 4);
    chunk.id_size = 4;
    chunk.datalen = bytes.size();
    chunk.data = bytes.data();
    return sf_set_chunk(file, &chunk) == SF_ERR_NO_ERROR;
}

bool setText(SNDFILE* file, FileFormat format, const AudioFileText& text) {
    sf_command(file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE); // it holds the time of day
    if (format == FileFormat::Wav && text.wav == WavText::Plain)
        return true;
    if (format == FileFormat::Wav && !setBroadcastInfo(file, text))
        return false;
    if (isEmpty(text.tags))
        return true;
    if (!text.tags.title.empty())
        sf_set_string(file, SF_STR_TITLE, text.tags.title.c_str());
    if (!text.tags.artist.empty())
        sf_set_string(file, SF_STR_ARTIST, text.tags.artist.c_str());
    return setId3Chunk(file, format, text.tags);
}

// TagLib moves the whole file to make room, and does not tell of a full disk: so room is asked for
// first, and whoever needs to be certain reads the file back.
Result<Done> addComments(AtomicFile& out, FileSink& sink, const AudioFileText& text) {
    const std::vector<char> room(kHeaderRoom);
    if (::pwrite(sink.fd, room.data(), room.size(), sink.size) != static_cast<ssize_t>(room.size()))
        return out.failure(ENOSPC, static_cast<std::uint64_t>(sink.size) + kHeaderRoom);
    if (::fsync(sink.fd) != 0 || ::ftruncate(sink.fd, sink.size) != 0)
        return out.failure(errno, static_cast<std::uint64_t>(sink.size) + kHeaderRoom);

    TagLib::FLAC::File file(out.path().c_str(), false);
    TagLib::Ogg::XiphComment* comment = file.isValid() ? file.xiphComment(true) : nullptr;
    if (!comment)
        return Error{ErrorCode::WriteFailed, "tags", utf8(out.target())};
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty())
            comment->addField(key, fromUtf8(value));
    };
    add("TITLE", text.tags.title);
    add("ARTIST", text.tags.artist);
    add("ISRC", text.tags.isrc);
    for (const TagField& field : text.fields)
        add(field.key.c_str(), field.value);
    if (!file.save())
        return Error{ErrorCode::WriteFailed, "tags", utf8(out.target())};
    return Done{};
}

// `channels` planes to interleaved samples, as floats or as integers of `bits` bits, `shift` bits
// up.
void interleave(const AudioBuffer& audio, std::size_t from, std::size_t frames, float* out) {
    const auto channels = static_cast<std::size_t>(audio.channels());
    for (std::size_t c = 0; c < channels; ++c) {
        const float* in = audio.channel(static_cast<int>(c)).data() + from;
        for (std::size_t i = 0; i < frames; ++i)
            out[channels * i + c] = in[i];
    }
}

void interleave(const AudioBuffer& audio, std::size_t from, std::size_t frames, int bits, int shift,
                std::int32_t* out) {
    const auto channels = static_cast<std::size_t>(audio.channels());
    const float scale = static_cast<float>(1 << (bits - 1));
    for (std::size_t c = 0; c < channels; ++c) {
        const float* in = audio.channel(static_cast<int>(c)).data() + from;
        for (std::size_t i = 0; i < frames; ++i) {
            const float step = std::clamp(std::nearbyint(in[i] * scale), -scale, scale - 1.0f);
            out[channels * i + c] = static_cast<std::int32_t>(step) * (1 << shift);
        }
    }
}

// Calls `write(first frame, frames)` for all of it, block by block.
template <class Write>
Result<Done> inBlocks(Frames frames, const Progress& progress, Write&& write) {
    const auto total = static_cast<std::size_t>(frames.count);
    for (std::size_t done = 0; done < total;) {
        if (progress.cancelled())
            return Error{ErrorCode::Cancelled, {}, {}};
        const std::size_t n = std::min(kBlock, total - done);
        if (Result<Done> written = write(done, n); !written)
            return written;
        done += n;
        progress.at(static_cast<double>(done) / static_cast<double>(total));
    }
    return Done{};
}

Error encoderFailure(const AtomicFile& out, const FileSink& sink, std::uint64_t dataBytes,
                     const char* detail) {
    if (sink.error != 0)
        return out.failure(sink.error, dataBytes + kHeaderRoom);
    return {ErrorCode::WriteFailed, detail, utf8(out.target())};
}

Result<Done> encodeBySndfile(const AtomicFile& out, FileSink& sink, const AudioBuffer& audio,
                             SampleRate rate, AudioFileFormat format, const AudioFileText& text,
                             const Progress& progress) {
    const std::uint64_t dataBytes = expectedBytes(audio.frames(), audio.channels(), format);
    SF_VIRTUAL_IO io = sinkIo();
    SF_INFO info{};
    info.samplerate = rate.hz;
    info.channels = audio.channels();
    info.format = sndfileFormat(format, dataBytes);
    std::unique_ptr<SNDFILE, CloseSndfile> file(sf_open_virtual(&io, SFM_WRITE, &info, &sink));
    const auto failure = [&] {
        return encoderFailure(out, sink, dataBytes, sf_strerror(file.get()));
    };
    if (!file || !setText(file.get(), format.file, text))
        return failure();

    const int bits = bitsOf(format.samples);
    const bool isFloat = format.samples == SampleFormat::Float32;
    const std::size_t block = kBlock * static_cast<std::size_t>(audio.channels());
    std::vector<float> floats(isFloat ? block : 0);
    std::vector<std::int32_t> integers(isFloat ? 0 : block);
    auto written =
        inBlocks(audio.frames(), progress, [&](std::size_t from, std::size_t n) -> Result<Done> {
            const auto wanted = static_cast<sf_count_t>(n);
            sf_count_t got = 0;
            if (isFloat) {
                interleave(audio, from, n, floats.data());
                got = sf_writef_float(file.get(), floats.data(), wanted);
            } else {
                interleave(audio, from, n, bits, 32 - bits, integers.data());
                got = sf_writef_int(file.get(), integers.data(), wanted);
            }
            if (got != wanted || sink.error != 0)
                return failure();
            return Done{};
        });
    if (!written)
        return written;
    const int closed = sf_close(file.release());
    if (closed != SF_ERR_NO_ERROR || sink.error != 0)
        return encoderFailure(out, sink, dataBytes, sf_error_number(closed));
    return Done{};
}

Result<Done> encodeFlac(const AtomicFile& out, FileSink& sink, const AudioBuffer& audio,
                        SampleRate rate, AudioFileFormat format, const Progress& progress) {
    const std::uint64_t dataBytes = expectedBytes(audio.frames(), audio.channels(), format);
    const int bits = bitsOf(format.samples);
    FlacEncoder encoder(sink, audio.channels(), bits, rate.hz);
    const auto failure = [&] { return encoderFailure(out, sink, dataBytes, encoder.detail()); };
    if (!encoder.begin())
        return failure();
    std::vector<std::int32_t> block(kBlock * static_cast<std::size_t>(audio.channels()));
    auto written =
        inBlocks(audio.frames(), progress, [&](std::size_t from, std::size_t n) -> Result<Done> {
            interleave(audio, from, n, bits, 0, block.data());
            if (!encoder.write(block.data(), n))
                return failure();
            return Done{};
        });
    if (!written)
        return written;
    if (!encoder.finish() || sink.error != 0)
        return failure();
    return Done{};
}

} // namespace

std::optional<FileFormat> formatOfSuffix(const std::filesystem::path& path) {
    std::string suffix = utf8(path.extension());
    std::ranges::transform(suffix, suffix.begin(), asciiLower);
    if (suffix == ".wav" || suffix == ".wave")
        return FileFormat::Wav;
    if (suffix == ".flac")
        return FileFormat::Flac;
    if (suffix == ".aif" || suffix == ".aiff" || suffix == ".aifc")
        return FileFormat::Aiff;
    return std::nullopt;
}

bool canHold(FileFormat file, SampleFormat samples) {
    return file != FileFormat::Flac || samples != SampleFormat::Float32;
}

int bitsOf(SampleFormat samples) {
    return samples == SampleFormat::Pcm16 ? 16 : samples == SampleFormat::Pcm24 ? 24 : 32;
}

std::uint64_t expectedBytes(Frames frames, int channels, AudioFileFormat format) {
    return static_cast<std::uint64_t>(frames.count) *
           static_cast<unsigned>(channels * bitsOf(format.samples) / 8);
}

bool passesFourGigabytes(std::uint64_t expectedBytes) {
    return expectedBytes + kHeaderRoom >= kFourGiB;
}

Result<std::uint64_t> writeAudio(AtomicFile& out, const AudioBuffer& audio, SampleRate rate,
                                 AudioFileFormat format, const AudioFileText& text,
                                 const Progress& progress) {
    assert(canHold(format.file, format.samples) && audio.channels() > 0);
    const std::uint64_t dataBytes = expectedBytes(audio.frames(), audio.channels(), format);
    if (format.file == FileFormat::Aiff && passesFourGigabytes(dataBytes))
        return Error{ErrorCode::WriteFailed, "AIFF holds no more than 4 GB", utf8(out.target())};

    FileSink sink{.fd = out.fd()};
    auto encoded = format.file == FileFormat::Flac
                       ? encodeFlac(out, sink, audio, rate, format, progress)
                       : encodeBySndfile(out, sink, audio, rate, format, text, progress);
    if (!encoded)
        return encoded.error();
    if (format.file == FileFormat::Flac && (!isEmpty(text.tags) || !text.fields.empty())) {
        if (auto added = addComments(out, sink, text); !added)
            return added.error();
    }
    struct stat status {};
    if (::fstat(out.fd(), &status) != 0)
        return out.failure(errno);
    return static_cast<std::uint64_t>(status.st_size);
}

Result<std::uint64_t> writeAudioFile(const std::filesystem::path& path, const AudioBuffer& audio,
                                     SampleRate rate, AudioFileFormat format,
                                     const AudioFileText& text, const Progress& progress,
                                     Existing existing) {
    auto file = AtomicFile::create(path);
    if (!file)
        return file.error();
    const auto bytes = writeAudio(*file, audio, rate, format, text, progress);
    if (!bytes)
        return bytes.error();
    if (auto committed = file->commit(existing); !committed)
        return committed.error();
    return *bytes;
}

} // namespace kilter
