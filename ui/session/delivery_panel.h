// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "ui/session/delivery_content.h"
#include "ui/views/panel.h"

namespace kilter {

class CodecTable;
class DeliveryTable;
class Sentence;
class ServiceTable;

/// What decoding makes of the master and what the guard takes back, beside what services do to
/// it. Each cell that does something is reached by the arrow keys, and does it on Space or Return.
class DeliveryPanel : public Panel {
    Q_OBJECT

  public:
    explicit DeliveryPanel(QWidget* parent = nullptr);

    /// Emits nothing.
    void setContent(const DeliveryContent& content);
    [[nodiscard]] const DeliveryContent& content() const { return content_; }

  signals:
    // By the user's hand
    void codecChosen(kilter::Codec codec, bool chosen); ///< it has to be survived, or no more
    void seekRequested(kilter::Seconds position);       ///< where decoding is worst
    /// The decoded master, or what the codec took of it (`difference`). Only while there is a
    /// current master, and the codec can be encoded.
    void listenToCodec(kilter::Codec codec, bool difference);
    /// As the service of that name (ServiceRule::name) plays it. Only with a current master.
    void listenToService(const QString& name);

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void refresh();

    DeliveryContent content_;
    CodecTable* codecs_;
    ServiceTable* services_;
    DeliveryTable* codecView_;
    DeliveryTable* serviceView_;
    Sentence* codecsHint_;
    Sentence* servicesHint_;
    Sentence* codecsText_;
    Sentence* servicesText_;
};

} // namespace kilter
