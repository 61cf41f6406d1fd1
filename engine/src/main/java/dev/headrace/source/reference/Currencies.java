package dev.headrace.source.reference;

import dev.headrace.model.LogicalType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Currencies and the countries that use them.
final class Currencies {
    private final Edition edition;

    Currencies(Edition edition) {
        this.edition = edition;
    }

    /// @param countries codes of those that use it, in order
    private record Row(Currency currency, List<String> countries) {
        boolean hasFractions() {
            return currency.getDefaultFractionDigits() >= 0;
        }
    }

    ReferenceTable<?> currencies() {
        return ReferenceTable.<Row>columns()
                .with(
                        "code",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(row.currency().getCurrencyCode()))
                .with(
                        "numeric_code",
                        LogicalType.INT,
                        (cells, row) -> cells.number(row.currency().getNumericCode()))
                .with(
                        "name",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(row.currency().getDisplayName(Locale.ENGLISH)))
                .with(
                        "symbol",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(row.currency().getSymbol(Locale.ENGLISH)))
                .with(
                        "fraction_digits",
                        LogicalType.SHORT,
                        (cells, row) ->
                                cells.numberIf(
                                        row.hasFractions(),
                                        row.currency().getDefaultFractionDigits()))
                .with(
                        "smallest_unit",
                        LogicalType.DECIMAL,
                        (cells, row) -> cells.decimal(smallestUnit(row)))
                .with(
                        "countries",
                        LogicalType.JSON,
                        (cells, row) -> cells.text(json(row.countries())))
                .table("currency", List.of("code"), this::rows);
    }

    private List<Row> rows() {
        Map<String, List<String>> users = users();
        return Currency.getAvailableCurrencies().stream()
                .sorted(Comparator.comparing(Currency::getCurrencyCode))
                .map(currency -> row(currency, users))
                .filter(row -> !edition.isAtLeast(Edition.SECOND) || !row.countries().isEmpty())
                .toList();
    }

    private static Row row(Currency currency, Map<String, List<String>> users) {
        return new Row(currency, users.getOrDefault(currency.getCurrencyCode(), List.of()));
    }

    private static Map<String, List<String>> users() {
        Map<String, List<String>> users = new HashMap<>();
        for (String country : Stream.of(Locale.getISOCountries()).sorted().toList()) {
            Currency currency = Currency.getInstance(Locale.of("", country));
            if (currency != null) {
                users.computeIfAbsent(currency.getCurrencyCode(), code -> new ArrayList<>())
                        .add(country);
            }
        }
        return users;
    }

    private static @Nullable BigDecimal smallestUnit(Row row) {
        return row.hasFractions()
                ? BigDecimal.ONE.movePointLeft(row.currency().getDefaultFractionDigits())
                : null;
    }

    /// Country codes are letters, so nothing needs escaping.
    private static String json(List<String> codes) {
        return codes.stream()
                .map(code -> '"' + code + '"')
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
