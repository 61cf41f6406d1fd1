package dev.headrace.source.reference;

import dev.headrace.model.LogicalType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Time zones, their recurring rules, and every transition that they had and will have.
final class TimeZones {
    private static final BigDecimal SECONDS_OF_HOUR = BigDecimal.valueOf(3_600);

    /// The earth turns by one degree in four minutes.
    private static final double SECONDS_OF_DEGREE = 240;

    /// The areas that zone names begin with today; what begins otherwise is an old name.
    private static final Set<String> AREAS =
            Set.of(
                    "Africa",
                    "America",
                    "Antarctica",
                    "Arctic",
                    "Asia",
                    "Atlantic",
                    "Australia",
                    "Etc",
                    "Europe",
                    "Indian",
                    "Pacific");

    private final Edition edition;

    TimeZones(Edition edition) {
        this.edition = edition;
    }

    private record Rule(String zone, int number, ZoneOffsetTransitionRule rule) {}

    private record Transition(String zone, ZoneRules rules, ZoneOffsetTransition transition) {}

    ReferenceTable<ZoneId> zones() {
        boolean written = edition.isAtLeast(Edition.SECOND);
        TextStyle style = written ? TextStyle.FULL : TextStyle.SHORT;
        return ReferenceTable.<ZoneId>columns()
                .with("id", LogicalType.STRING, (cells, zone) -> cells.text(zone.getId()))
                .with("area", LogicalType.STRING, (cells, zone) -> cells.text(area(zone.getId())))
                .with(
                        "display_name",
                        LogicalType.STRING,
                        (cells, zone) -> cells.text(zone.getDisplayName(style, Locale.ENGLISH)))
                .with(
                        "standard_offset_seconds",
                        LogicalType.INT,
                        (cells, zone) -> cells.number(standardSeconds(zone)))
                .with(
                        "standard_offset_hours",
                        LogicalType.DECIMAL,
                        (cells, zone) -> cells.decimal(hours(standardSeconds(zone))))
                .with(
                        "local_mean_time_longitude",
                        LogicalType.DOUBLE,
                        (cells, zone) -> cells.floating(longitude(zone.getRules())))
                .with(
                        "changes_clocks",
                        LogicalType.BOOLEAN,
                        (cells, zone) ->
                                cells.bool(!zone.getRules().getTransitionRules().isEmpty()))
                .with(
                        "first_transition",
                        LogicalType.INSTANT,
                        (cells, zone) -> cells.instant(firstTransition(zone.getRules())))
                .with(
                        "rules",
                        LogicalType.JSON,
                        (cells, zone) -> cells.text(rulesAsJson(zone.getRules())))
                .table("time_zone", List.of("id"), this::zoneIds);
    }

    ReferenceTable<?> rules() {
        return ReferenceTable.<Rule>columns()
                .with("zone", LogicalType.STRING, (cells, row) -> cells.text(row.zone()))
                .with("number", LogicalType.SHORT, (cells, row) -> cells.number(row.number()))
                .with(
                        "month",
                        LogicalType.SHORT,
                        (cells, row) -> cells.number(row.rule().getMonth().getValue()))
                .with(
                        "day_of_month",
                        LogicalType.SHORT,
                        (cells, row) -> cells.number(row.rule().getDayOfMonthIndicator()))
                .with("day_of_week", LogicalType.STRING, (cells, row) -> cells.text(day(row)))
                .with(
                        "at",
                        LogicalType.LOCAL_TIME,
                        (cells, row) -> cells.time(row.rule().getLocalTime()))
                .with(
                        "at_end_of_day",
                        LogicalType.BOOLEAN,
                        (cells, row) -> cells.bool(row.rule().isMidnightEndOfDay()))
                .with(
                        "at_is_in",
                        LogicalType.STRING,
                        (cells, row) -> cells.text(row.rule().getTimeDefinition().name()))
                .with(
                        "offset_before_seconds",
                        LogicalType.INT,
                        (cells, row) ->
                                cells.number(row.rule().getOffsetBefore().getTotalSeconds()))
                .with(
                        "offset_after_seconds",
                        LogicalType.INT,
                        (cells, row) -> cells.number(row.rule().getOffsetAfter().getTotalSeconds()))
                .table("time_zone_rule", List.of("zone", "number"), this::ruleRows);
    }

    ReferenceTable<?> transitions() {
        return ReferenceTable.<Transition>columns()
                .with("zone", LogicalType.STRING, (cells, row) -> cells.text(row.zone()))
                .with(
                        "at",
                        LogicalType.INSTANT,
                        (cells, row) -> cells.instant(row.transition().getInstant()))
                .with(
                        "day",
                        LogicalType.LOCAL_DATE,
                        (cells, row) ->
                                cells.date(row.transition().getDateTimeBefore().toLocalDate()))
                .with(
                        "clock_before",
                        LogicalType.LOCAL_DATE_TIME,
                        (cells, row) -> cells.dateTime(row.transition().getDateTimeBefore()))
                .with(
                        "clock_after",
                        LogicalType.LOCAL_DATE_TIME,
                        (cells, row) -> cells.dateTime(row.transition().getDateTimeAfter()))
                .with(
                        "offset_before_seconds",
                        LogicalType.INT,
                        (cells, row) ->
                                cells.number(row.transition().getOffsetBefore().getTotalSeconds()))
                .with(
                        "offset_after_seconds",
                        LogicalType.INT,
                        (cells, row) ->
                                cells.number(row.transition().getOffsetAfter().getTotalSeconds()))
                .with(
                        "skips_time",
                        LogicalType.BOOLEAN,
                        (cells, row) -> cells.bool(row.transition().isGap()))
                .with(
                        "daylight_saving",
                        LogicalType.BOOLEAN,
                        (cells, row) ->
                                cells.bool(
                                        row.rules()
                                                .isDaylightSavings(row.transition().getInstant())))
                .table("time_zone_transition", List.of("zone", "at"), this::transitionRows);
    }

    private List<ZoneId> zoneIds() {
        return new TreeSet<>(ZoneId.getAvailableZoneIds())
                .stream()
                        .filter(id -> !edition.isAtLeast(Edition.SECOND) || area(id) != null)
                        .map(ZoneId::of)
                        .toList();
    }

    private List<Rule> ruleRows() {
        List<Rule> rows = new ArrayList<>();
        for (ZoneId zone : zoneIds()) {
            int number = 0;
            for (ZoneOffsetTransitionRule rule : zone.getRules().getTransitionRules()) {
                rows.add(new Rule(zone.getId(), ++number, rule));
            }
        }
        return rows;
    }

    private List<Transition> transitionRows() {
        List<Transition> rows = new ArrayList<>();
        for (ZoneId zone : zoneIds()) {
            ZoneRules rules = zone.getRules();
            ZoneOffsetTransition next = first(rules);
            // Bounded: transitions are months apart, and the last year is one of ours.
            while (next != null && year(next) <= edition.lastYear()) {
                rows.add(new Transition(zone.getId(), rules, next));
                next = rules.nextTransition(next.getInstant());
            }
        }
        return rows;
    }

    private static int year(ZoneOffsetTransition transition) {
        return transition.getInstant().atOffset(ZoneOffset.UTC).getYear();
    }

    private static @Nullable ZoneOffsetTransition first(ZoneRules rules) {
        return rules.getTransitions().isEmpty() ? null : rules.getTransitions().getFirst();
    }

    private static @Nullable Instant firstTransition(ZoneRules rules) {
        ZoneOffsetTransition first = first(rules);
        return first == null ? null : first.getInstant();
    }

    /// Null for an old name.
    private static @Nullable String area(String id) {
        int slash = id.indexOf('/');
        String area = slash < 0 ? id : id.substring(0, slash);
        return slash > 0 && AREAS.contains(area) ? area : null;
    }

    private long standardSeconds(ZoneId zone) {
        return zone.getRules().getStandardOffset(edition.asOf()).getTotalSeconds();
    }

    private static BigDecimal hours(long seconds) {
        return BigDecimal.valueOf(seconds).divide(SECONDS_OF_HOUR, MathContext.DECIMAL32);
    }

    /// Before there were zones, noon was when the sun stood highest: the first offset tells where.
    private static @Nullable Double longitude(ZoneRules rules) {
        ZoneOffsetTransition first = first(rules);
        return first == null ? null : first.getOffsetBefore().getTotalSeconds() / SECONDS_OF_DEGREE;
    }

    private static @Nullable String day(Rule row) {
        return row.rule().getDayOfWeek() == null ? null : row.rule().getDayOfWeek().name();
    }

    /// Plain ASCII words and numbers, so nothing needs escaping.
    private static String rulesAsJson(ZoneRules rules) {
        return rules.getTransitionRules().stream()
                .map(rule ->
                        "{\"month\": \"%s\", \"at\": \"%s\", \"offset\": \"%s\"}"
                                .formatted(
                                        rule.getMonth(),
                                        rule.getLocalTime(),
                                        rule.getOffsetAfter()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
