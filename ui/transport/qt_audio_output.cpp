// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/qt_audio_output.h"

#include "core/playback/callback_gate.h"

#include <QAudioDevice>
#include <QAudioFormat>
#include <QAudioSink>
#include <QIODevice>
#include <QMediaDevices>
#include <QSemaphore>
#include <QThread>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>

namespace kilter {

namespace {

constexpr qsizetype kFrameBytes = 2 * sizeof(float);
/// With less than about 60 ms, PulseAudio through Qt 6.4 stops asking for sound.
constexpr Seconds kShortestBuffer{0.1};

QAudioFormat stereoFloat(int rate) {
    QAudioFormat format;
    format.setSampleRate(rate);
    format.setChannelCount(2);
    format.setSampleFormat(QAudioFormat::Float);
    return format;
}

/// The device of that name, or the default; null when there is none.
QAudioDevice find(const std::string& name) {
    if (name.empty())
        return QMediaDevices::defaultAudioOutput();
    const QList<QAudioDevice> devices = QMediaDevices::audioOutputs();
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const QAudioDevice& d) {
        return d.description().toStdString() == name;
    });
    return found != devices.end() ? *found : QAudioDevice();
}

/// What the sink reads from: never at its end.
class GateDevice : public QIODevice {
  public:
    explicit GateDevice(CallbackGate& gate)
        : gate_(gate) {
        // Unbuffered: every frame is computed when it is asked for.
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override {
        return std::numeric_limits<int>::max() / kFrameBytes * kFrameBytes;
    }

  protected:
    qint64 readData(char* data, qint64 most) override {
        const auto frames = static_cast<int>(most / kFrameBytes);
        const bool goOn = gate_.fill(reinterpret_cast<float*>(data), frames);
        return goOn ? static_cast<qint64>(frames) * kFrameBytes : -1;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

  private:
    CallbackGate& gate_;
};

} // namespace

/// A sink on its thread. When the sound system never comes back from a call, thread and stream are
/// left behind, so that the gui thread goes on.
class QtAudioOutput::Stream {
  public:
    Stream(QAudioDevice device, SampleRate rate, int bufferFrames)
        : device_(std::move(device))
        , rate_(rate)
        , bufferFrames_(bufferFrames)
        , source_(gate_) {
        context_.moveToThread(&thread_);
        source_.moveToThread(&thread_);
        thread_.setObjectName("Kilter sound");
        thread_.start(QThread::TimeCriticalPriority);
    }

    /// True when it plays.
    [[nodiscard]] bool start(AudioCallback& callback) {
        gate_.open(callback, rate_);
        return onThread([this] {
                   sink_ = std::make_unique<QAudioSink>(device_, stereoFloat(rate_.hz));
                   sink_->setBufferSize(bufferFrames_ * kFrameBytes);
                   QObject::connect(sink_.get(), &QAudioSink::stateChanged, &context_,
                                    [this](QAudio::State state) { note(state); });
                   sink_->start(&source_);
                   // Without a device it has stopped by now, and does not signal it.
                   note(sink_->state());
               }) &&
               !stopped_;
    }

    /// Closes; gives `stream` up to a thread that hangs.
    static void close(std::unique_ptr<Stream> stream) {
        stream->gate_.close();
        const bool done = stream->onThread([s = stream.get()] {
            if (s->sink_)
                s->sink_->disconnect(&s->context_);
            s->sink_.reset();
            s->source_.moveToThread(nullptr);
            s->context_.moveToThread(nullptr);
        });
        stream->thread_.quit();
        if (!done || !stream->thread_.wait(kPatience))
            static_cast<void>(stream.release());
    }

    [[nodiscard]] const CallbackGate& gate() const { return gate_; }
    [[nodiscard]] bool stopped() const { return stopped_; }

  private:
    static constexpr int kPatience = 3000; // ms

    /// False when it did not come back in time.
    template <class Call>
    [[nodiscard]] bool onThread(Call call) {
        // Shared: the call may end after nobody waits any more.
        auto done = std::make_shared<QSemaphore>();
        QMetaObject::invokeMethod(
            &context_,
            [call, done] {
                call();
                done->release();
            },
            Qt::QueuedConnection);
        return done->tryAcquire(1, kPatience);
    }

    void note(QAudio::State state) {
        if (state == QAudio::StoppedState)
            stopped_ = true;
        else if (state == QAudio::IdleState && sink_->error() == QAudio::UnderrunError)
            gate_.countDropout();
    }

    QAudioDevice device_;
    SampleRate rate_;
    int bufferFrames_;
    CallbackGate gate_;
    std::atomic<bool> stopped_{false};
    QThread thread_;
    QObject context_; ///< lives on the thread, as do:
    GateDevice source_;
    std::unique_ptr<QAudioSink> sink_;
};

QtAudioOutput::QtAudioOutput() = default;

QtAudioOutput::~QtAudioOutput() {
    close();
}

std::vector<OutputDevice> QtAudioOutput::devices() {
    constexpr std::array kRates{44100, 48000, 88200, 96000, 176400, 192000};
    std::vector<OutputDevice> list;
    for (const QAudioDevice& device : QMediaDevices::audioOutputs()) {
        OutputDevice entry{.name = device.description().toStdString(),
                           .isDefault = device.isDefault(),
                           .rates = {}};
        for (const int rate : kRates)
            if (device.isFormatSupported(stereoFloat(rate)))
                entry.rates.push_back(rate);
        list.push_back(std::move(entry));
    }
    return list;
}

OutputState QtAudioOutput::open(const OutputWish& wish) {
    close();
    wish_ = wish;
    state_.system = "Qt Multimedia";
    state_.device = wish.device;
    const QAudioDevice device = find(wish.device);
    if (device.isNull()) {
        state_.status = OutputStatus::NoDevice;
        return state_;
    }
    state_.device = device.description().toStdString();
    for (const int rate : {wish.rate.hz, device.preferredFormat().sampleRate()}) {
        if (!device.isFormatSupported(stereoFloat(rate)))
            continue;
        state_.status = OutputStatus::Open;
        state_.rate = {rate};
        state_.bufferFrames =
            std::max(wish.bufferFrames, static_cast<int>((kShortestBuffer * state_.rate).count));
        return state_;
    }
    state_.status = OutputStatus::Refused;
    return state_;
}

OutputState QtAudioOutput::start(AudioCallback& callback) {
    if (state_.status != OutputStatus::Open)
        return state_;
    stream_ = std::make_unique<Stream>(find(wish_.device), state_.rate, state_.bufferFrames);
    if (stream_->start(callback)) {
        state_.status = OutputStatus::Running;
    } else {
        Stream::close(std::move(stream_));
        state_.status = OutputStatus::Refused;
    }
    return state_;
}

void QtAudioOutput::close() {
    if (stream_)
        Stream::close(std::move(stream_));
    state_ = {};
}

OutputState QtAudioOutput::poll() {
    if (state_.status != OutputStatus::Running)
        return state_;
    state_.dropouts = stream_->gate().dropouts();
    state_.load = stream_->gate().load();
    state_.latency = stream_->gate().lead();
    state_.measuredHz = stream_->gate().speed() * state_.rate.hz;
    const OutputHealth health = stream_->gate().health(stream_->stopped());
    if (health == OutputHealth::Well)
        return state_;
    state_.status = health == OutputHealth::Lost ? OutputStatus::Lost : OutputStatus::Stalled;
    state_.unheard = stream_->gate().ahead();
    Stream::close(std::move(stream_));
    return state_;
}

} // namespace kilter
