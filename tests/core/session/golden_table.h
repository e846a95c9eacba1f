// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/exact_song.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QString>

#include <array>
#include <cmath>
#include <fftw3.h>
#include <memory>
#include <vector>

/// Hashes of results, and the files that keep them.
namespace kilter::testing {

/// Hash by job and part ("file", or a field of the JSON document).
using GoldenTable = QMap<QString, QString>;

[[nodiscard]] inline QString hashOf(const QByteArray& bytes) {
    return QString::fromLatin1(
        QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toHex().left(16));
}

[[nodiscard]] inline QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Without paths, which are the test's own folder's, and wall times.
[[nodiscard]] inline QJsonValue withoutPlaces(const QJsonValue& value) {
    if (value.isArray()) {
        QJsonArray list;
        for (const auto& entry : value.toArray())
            list.append(withoutPlaces(entry));
        return list;
    }
    if (!value.isObject())
        return value;
    QJsonObject object;
    const QJsonObject given = value.toObject();
    for (auto it = given.begin(); it != given.end(); ++it)
        if (it.key() != "path" && it.key() != "relative" && it.key() != "seconds")
            object.insert(it.key(), withoutPlaces(it.value()));
    return object;
}

[[nodiscard]] inline QString hashOf(const QJsonValue& value) {
    const QJsonObject wrapped{{"value", withoutPlaces(value)}};
    return hashOf(QJsonDocument(wrapped).toJson(QJsonDocument::Compact));
}

/// How this machine and compiler round where IEEE leaves it open: FFTW and libm choose their code
/// by the processor, a compiler the order of a vector's sum. Of Kilter's own code nothing is in it.
[[nodiscard]] inline QString arithmetic() {
#if defined(__SANITIZE_ADDRESS__)
    const QByteArray compiler = __VERSION__ " with sanitizers";
#else
    const QByteArray compiler = __VERSION__;
#endif
    exact::Noise noise(1);
    std::vector<double> results;
    for (int i = 0; i < 2000; ++i) {
        const double x = 10.0 * noise.next();
        results.insert(results.end(),
                       {std::sin(x), std::cos(x), std::tan(x), std::exp(x), std::log(std::abs(x)),
                        std::log10(std::abs(x)), std::pow(10.0, x)});
    }
    for (const int size : {512, 4096, 16384}) {
        const auto n = static_cast<std::size_t>(size);
        const std::unique_ptr<double, decltype(&fftw_free)> time(fftw_alloc_real(n), fftw_free);
        const std::unique_ptr<fftw_complex, decltype(&fftw_free)> bins(
            fftw_alloc_complex(n / 2 + 1), fftw_free);
        fftw_plan plan = fftw_plan_dft_r2c_1d(size, time.get(), bins.get(), FFTW_ESTIMATE);
        for (std::size_t i = 0; i < n; ++i)
            time.get()[i] = noise.next();
        fftw_execute(plan);
        fftw_destroy_plan(plan);
        for (std::size_t i = 0; i <= n / 2; ++i)
            results.insert(results.end(), {bins.get()[i][0], bins.get()[i][1]});
    }
    return hashOf(compiler + QByteArray(reinterpret_cast<const char*>(results.data()),
                                        static_cast<qsizetype>(results.size() * sizeof(double))));
}

/// Every line names a job, a part and a hash.
[[nodiscard]] inline GoldenTable readTable(const QString& path) {
    GoldenTable table;
    for (const QByteArray& line : bytesOf(path).split('\n')) {
        const auto blank = line.lastIndexOf(' ');
        if (blank > 0)
            table.insert(QString::fromUtf8(line.left(blank)),
                         QString::fromUtf8(line.mid(blank + 1)));
    }
    return table;
}

[[nodiscard]] inline bool writeTable(const QString& path, const GoldenTable& table) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    for (auto it = table.begin(); it != table.end(); ++it)
        file.write((it.key() + ' ' + it.value() + '\n').toUtf8());
    return file.flush();
}

} // namespace kilter::testing
