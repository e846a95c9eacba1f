// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/copies.h"
#include "ui/session/codec_offers.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace kilter {

class NumberBox;

/// Which codecs a master has to survive, and which encoded copies lie beside it. The copies are the
/// user's habit: as they were chosen last time.
class CodecChoices : public QWidget {
    Q_OBJECT

  public:
    /// What is not `available` can't be chosen, and says so.
    CodecChoices(const CodecDemands& demands, QWidget* parent,
                 const CodecAvailability& available = isAvailable);

    [[nodiscard]] CodecDemands demands() const;
    /// Those that can lie beside a master of that kind.
    [[nodiscard]] std::vector<CopyFormat> copies() const;
    /// FLAC is no copy of FLAC, and holds no floats.
    void setMaster(FileFormat format, SampleFormat samples);
    /// What the guard does, or has done.
    void setSaid(const QString& text);

    void rememberCopies() const;

  signals:
    void demandsChanged();
    void copiesChanged();

  private:
    struct Demand {
        Codec codec;
        QCheckBox* box;
    };
    struct Copy {
        CodecKind kind;
        QCheckBox* box;
        QComboBox* kbps;
    };

    [[nodiscard]] QWidget* demandsGroup(const CodecDemands& demands,
                                        const CodecAvailability& available);
    [[nodiscard]] QWidget* copiesGroup(const CodecAvailability& available);
    void recallCopies();

    std::vector<Demand> demands_;
    NumberBox* ceiling_;
    Decibels wishedCeiling_;
    QLabel* said_;
    QCheckBox* flac_;
    std::vector<Copy> copies_;
};

} // namespace kilter
