package dev.headrace.source.reference;

import dev.headrace.model.LogicalType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Locales, and the names of countries in the languages of the world.
final class Locales {
    private final Edition edition;

    Locales(Edition edition) {
        this.edition = edition;
    }

    private record CountryName(String language, String country, String name) {}

    ReferenceTable<Locale> locales() {
        boolean renamed = edition.isAtLeast(Edition.SECOND);
        return ReferenceTable.<Locale>columns()
                .with("tag", LogicalType.STRING, (cells, row) -> cells.text(row.toLanguageTag()))
                .with("language", LogicalType.STRING, (cells, row) -> cells.text(row.getLanguage()))
                .with(
                        "script",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(given(row.getScript())))
                .with(
                        "country",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(given(row.getCountry())))
                .with(
                        "variant",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(given(row.getVariant())))
                .with(
                        "iso3_language",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(iso3Language(row)))
                .with(
                        renamed ? "english_name" : "name",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(row.getDisplayName(Locale.ENGLISH)))
                .with(
                        "native_language",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(row.getDisplayLanguage(language(row))))
                .table("locale", List.of("tag"), Locales::available);
    }

    ReferenceTable<?> countryNames() {
        return ReferenceTable.<CountryName>columns()
                .with("language", LogicalType.STRING, (cells, row) -> cells.text(row.language()))
                .with("country", LogicalType.STRING, (cells, row) -> cells.text(row.country()))
                .with("name", LogicalType.STRING, (cells, row) -> cells.text(row.name()))
                .table("country_name", List.of("language", "country"), Locales::names);
    }

    /// Two locales may share a tag; the first in the order of their names stands for it.
    private static List<Locale> available() {
        TreeSet<Locale> byTag = new TreeSet<>(Comparator.comparing(Locale::toLanguageTag));
        Stream.of(Locale.getAvailableLocales())
                .filter(locale -> !locale.getLanguage().isEmpty())
                .sorted(Comparator.comparing(Locale::toString))
                .forEach(byTag::add);
        return List.copyOf(byTag);
    }

    /// Languages with a two-letter code; those without are many and have few readers.
    private static List<CountryName> names() {
        List<CountryName> rows = new ArrayList<>();
        List<String> countries = Stream.of(Locale.getISOCountries()).sorted().toList();
        for (Locale locale : available()) {
            String language = locale.toLanguageTag();
            if (language.length() == 2) {
                for (String country : countries) {
                    String name = Locale.of("", country).getDisplayCountry(locale);
                    rows.add(new CountryName(language, country, name));
                }
            }
        }
        return rows;
    }

    /// Without country and variant: the JDK's names differ little by those, and reading them for
    /// each of a thousand locales would take seconds.
    private static Locale language(Locale locale) {
        return new Locale.Builder()
                .setLanguage(locale.getLanguage())
                .setScript(locale.getScript())
                .build();
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String iso3Language(Locale locale) {
        try {
            return given(locale.getISO3Language());
        } catch (MissingResourceException e) {
            return null;
        }
    }
}
