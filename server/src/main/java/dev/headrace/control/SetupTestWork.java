package dev.headrace.control;

import dev.headrace.catalog.ApprovalRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.connectivity.AddressRange;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.HostLookup;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.RouteListener;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.failure.Failure;
import dev.headrace.refusal.Refusal;
import dev.headrace.schedule.Work;
import dev.headrace.schedule.WorkContext;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupListener;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.setup.TrustChoice;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tests a destination as it is stored when the work begins, on a worker.
public final class SetupTestWork implements Work {
    private final Catalog catalog;
    private final SealedSecrets secrets;
    private final GroupKeys keys;
    private final SetupTester tester;
    private final List<AddressRange> allowedPrivateRanges;
    private final Audit audit;
    private final InstantSource clock;

    /// For one worker.
    ///
    /// @param allowedPrivateRanges what may be reached although it is not public
    public SetupTestWork(
            Catalog catalog,
            Vault vault,
            SetupTester tester,
            List<AddressRange> allowedPrivateRanges,
            InstantSource clock) {
        this.catalog = catalog;
        this.secrets = new SealedSecrets(vault);
        this.keys = new GroupKeys(catalog, vault, clock);
        this.tester = tester;
        this.allowedPrivateRanges = List.copyOf(allowedPrivateRanges);
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    @Override
    public String run(WorkContext context, String payload) {
        Optional<DestinationOpening> found =
                catalog.in(transaction ->
                        DestinationOpening.of(transaction, secrets, context.subject()));
        if (found.isEmpty()) {
            return SetupResult.json(List.of());
        }
        DestinationOpening opening = found.get();
        List<String> missing = DestinationOpening.missing(opening.row());
        if (!missing.isEmpty()) {
            // It was changed since the tests were ordered.
            return unreachable(
                    opening, "Something is missing: %s.".formatted(String.join(", ", missing)));
        }
        DatabaseConnection connection;
        try {
            connection = opening.connection();
        } catch (Failure failure) {
            return unreachable(opening, failure.message() + " " + failure.nextStep());
        } catch (Refusal refusal) {
            return unreachable(opening, refusal.message());
        }
        return test(context, SetupOrder.parse(payload), opening, connection);
    }

    private String test(
            WorkContext context,
            SetupOrder order,
            DestinationOpening opening,
            DatabaseConnection connection) {
        CatalogApprovals approvals = new CatalogApprovals(catalog, context.subject());
        Surroundings surroundings =
                new Surroundings(
                        approvals,
                        () -> List.of(keys.pair(context.subject())),
                        allowedPrivateRanges,
                        HostLookup.system(),
                        RouteListener.silent(),
                        clock);
        SetupTester.Run run =
                tester.prepare(
                        connection,
                        surroundings,
                        new Telling(context),
                        order.wayVersion() == opening.row().status().wayVersion()
                                ? new Choice(context.subject(), order, approvals)
                                // What was to be trusted was another server.
                                : TrustChoice.none());
        context.onCancel(run::cancel);
        SetupReport report = run.run();
        if (!context.isCancelled()) {
            store(opening, report.passed());
        }
        return SetupResult.json(SetupResult.of(report));
    }

    private String unreachable(DestinationOpening opening, String message) {
        store(opening, false);
        return SetupResult.json(SetupResult.notRun(SetupTest.HOST, SetupStatus.FAILED, message));
    }

    private void store(DestinationOpening opening, boolean passed) {
        catalog.run(transaction ->
                transaction
                        .destinations()
                        .tested(opening.row().id(), opening.row().status().wayVersion(), passed));
    }

    /// Tells whoever follows.
    private record Telling(WorkContext context) implements SetupListener {
        @Override
        public void started(SetupTest test) {
            context.event(event("started", test).toString());
        }

        @Override
        public void trying(SetupTest test, String step) {
            context.event(event("trying", test).put("step", step).toString());
        }

        @Override
        public void finished(SetupTestResult result) {
            ObjectNode event = event("finished", result.test());
            event.set("result", SetupResult.of(result).json());
            context.event(event.toString());
        }

        private static ObjectNode event(String what, SetupTest test) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("event", what)
                    .put("title", test.title());
        }
    }

    /// Approves what the order says may be approved unseen.
    private final class Choice implements TrustChoice {
        private final String destinationId;
        private final SetupOrder order;
        private final CatalogApprovals approvals;

        Choice(String destinationId, SetupOrder order, CatalogApprovals approvals) {
            this.destinationId = destinationId;
            this.order = order;
            this.approvals = approvals;
        }

        @Override
        public boolean approve(SetupDetails details, String sentence) {
            return switch (details) {
                case SetupDetails.Certificates(List<PresentedCertificate> presented) ->
                        order.wish().trustCertificates() && certificates(presented);
                case SetupDetails.Fingerprint(String _, HostKey key) ->
                        order.wish().trustFingerprints() && fingerprint(key);
            };
        }

        private boolean certificates(List<PresentedCertificate> presented) {
            List<PresentedCertificate> had =
                    approvals.certificates().stream().map(each -> each.certificate()).toList();
            List<PresentedCertificate> fresh =
                    presented.stream().filter(each -> !had.contains(each)).distinct().toList();
            catalog.run(transaction -> {
                for (PresentedCertificate each : fresh) {
                    transaction
                            .approvals()
                            .put(
                                    destinationId,
                                    new ApprovalRows.Certificate(
                                            0,
                                            each.hash(),
                                            each.encoded(),
                                            order.caller().actor().name(),
                                            clock.instant()));
                    audit.record(
                            transaction,
                            order.caller(),
                            new Audit.Subject("certificate.approve", "destination", destinationId),
                            null,
                            Map.of("hash", each.hash(), "sha256", each.sha256()));
                }
            });
            return !fresh.isEmpty();
        }

        private boolean fingerprint(HostKey key) {
            if (approvals.fingerprints().stream().anyMatch(each -> each.key().equals(key))) {
                return false;
            }
            catalog.run(transaction -> {
                transaction
                        .approvals()
                        .put(
                                destinationId,
                                new ApprovalRows.Fingerprint(
                                        0,
                                        key.hash(),
                                        key.line(),
                                        order.caller().actor().name(),
                                        clock.instant()));
                audit.record(
                        transaction,
                        order.caller(),
                        new Audit.Subject("fingerprint.approve", "destination", destinationId),
                        null,
                        Map.of("hash", key.hash(), "public_key", key.line()));
            });
            return true;
        }
    }
}
