using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether the line is up, and what the router's external address means for somebody outside.</summary>
internal sealed class ExternalAddressCheck : ICheck
{
    public string Id => "external-address";

    public string Title => "Internet line and external address";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Snapshot.Protocols.IsEmpty)
        {
            yield return Finding.Skipped(patient.Snapshot.Gateway is null ? "There is no router to ask." : "The router answers no protocol that could tell its external address.");
            yield break;
        }

        if (!patient.Snapshot.Protocols.Any(patient.MayAskAddress))
        {
            yield return Finding.Skipped("The router tells its external address only with a mapping, and none may be made (--read-only).");
            yield break;
        }

        // Asked of all: one protocol may know what another does not tell.
        Refusal? refusal = null;
        System.Net.IPAddress? address = null;
        foreach (var protocol in patient.Snapshot.Protocols.Where(patient.MayAskAddress))
        {
            var answer = await protocol.GetExternalAddressAsync(cancellationToken);
            (address, refusal) = (address ?? answer.Value, answer.Refusal ?? refusal);
        }

        var now = patient.Snapshot with { ExternalAddress = new ExternalAddress(address, address is null ? refusal : null), SearchEnded = true };
        yield return Reachabilities.Of(now) switch
        {
            Reachability.Public => Finding.Good($"{address} is a public address: what the router opens can be reached from outside."),
            Reachability.DoubleNat => Finding.Bad(
                $"{address} is a private address: a second router stands in front of yours (double NAT).",
                "Set the provider's box to bridge mode, or enter your router there as DMZ or \"exposed\" host."),
            Reachability.CarrierNat => Finding.Bad(
                $"{address} lies in 100.64.0.0/10: the provider shares one public address among many customers (carrier-grade NAT).",
                "Ask the provider for a public IPv4 address, or reach this PC over a VPN."),
            Reachability.Offline => Finding.Bad(
                $"The router has no external address: {refusal?.Evidence ?? "the line is down"}.",
                "Check the line and the modem, and the provider's notices."),
            _ => Finding.Attention($"Not told: {refusal?.Evidence ?? $"{address} is of no known kind"}."),
        };
    }
}
