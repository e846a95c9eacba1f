// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/av_source.h"

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <string_view>

extern "C" {
#include <libavutil/error.h>
#include <libavutil/opt.h>
}

namespace kilter::av {

namespace {

// An atom's type stands behind its size.
void showAsFree(const std::vector<std::uint64_t>& atoms, std::uint64_t position,
                std::span<std::uint8_t> bytes) {
    constexpr std::string_view kFree = "free";
    constexpr std::uint64_t kType = 4;
    for (const std::uint64_t atom : atoms)
        for (std::size_t i = 0; i < kFree.size(); ++i)
            if (const std::uint64_t place = atom + kType + i - position; place < bytes.size())
                bytes[place] = static_cast<std::uint8_t>(kFree[i]);
}

int readSource(void* opaque, std::uint8_t* bytes, int count) {
    auto& source = *static_cast<Source*>(opaque);
    if (source.progress.cancelled())
        return AVERROR_EXIT;
    const std::size_t n =
        source.file.readAt(source.position, {reinterpret_cast<std::byte*>(bytes),
                                             static_cast<std::size_t>(std::max(count, 0))});
    showAsFree(source.passedOver, source.position, {bytes, n});
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

} // namespace

SourceIo::SourceIo(Source& source) {
    constexpr int kBuffer = 65536;
    auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
    context_ =
        buffer ? avio_alloc_context(buffer, kBuffer, 0, &source, readSource, nullptr, seekSource)
               : nullptr;
    if (!context_) {
        av_free(buffer);
        throw std::bad_alloc{};
    }
}

SourceIo::~SourceIo() {
    av_freep(&context_->buffer); // may be another one than we gave
    avio_context_free(&context_);
}

std::string messageOf(int error) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(error, text.data(), text.size());
    return text.data();
}

Result<Format> openFormat(const char* demuxer, const char* decoders, Source& source,
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
    av_opt_set(context, "codec_whitelist", decoders, 0);
    av_opt_set(context, "format_whitelist", demuxer, 0);
    // avformat_open_input frees the context when it fails.
    int error = avformat_open_input(&context, "", av_find_input_format(demuxer), nullptr);
    if (error < 0)
        return source.file.error(ErrorCode::Corrupt, messageOf(error));
    Format format(context);
    error = avformat_find_stream_info(context, nullptr);
    if (error < 0)
        return source.file.error(ErrorCode::Corrupt, messageOf(error));
    return format;
}

} // namespace kilter::av
