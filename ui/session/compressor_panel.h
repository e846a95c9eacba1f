// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/compressor/spec.h"
#include "core/render/compressor_effect.h"
#include "ui/views/panel.h"

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;

namespace kilter {

class CompressorView;
class NumberBox;

struct CompressorContent {
    CompressorSpec spec;
    std::optional<CompressorEffect>
        effect; ///< of the master that stands; empty: not measured (yet)
};

/// The glue compressor: on or off, its values, what it does as it plays and what it did to the
/// master.
class CompressorPanel : public Panel {
    Q_OBJECT

  public:
    explicit CompressorPanel(QWidget* parent = nullptr);

    /// Emits nothing.
    void setContent(const CompressorContent& content);
    /// As CompressorView's.
    void setReading(Decibels reduction, Seconds now);
    void forget(); ///< what it did so far

  signals:
    void specChanged(const kilter::CompressorSpec& spec); ///< by the user's hand; one step each

  private:
    /// One value: a list where there are choices, else a field, and a box for those that can be
    /// automatic.
    struct Entry {
        const CompressorField* field;
        QComboBox* choices = nullptr;
        NumberBox* number = nullptr;
        QCheckBox* automatic = nullptr;
    };

    void add(QGridLayout& grid, const CompressorField& field, int at);
    void show(Entry& entry);
    void change(const CompressorField& field, std::optional<double> value);

    CompressorContent content_;
    CompressorView* view_;
    QCheckBox* enabled_;
    QLabel* effect_;
    std::vector<Entry> entries_;
};

} // namespace kilter
