using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis.Firewalls;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>PH502: whether this PC's firewall lets the relay's connections in. What cannot be known is not said.</summary>
internal sealed class FirewallCheck : ICheck
{
    public const string Name = "firewall";

    public string Id => Name;

    public string Title => "This PC's firewall";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ports = FirewallWatch.Ports(patient.Snapshot);
        if (patient.WithAgent && ports.Count == 0) yield return Finding.Skipped("No forward needs the relay, so no port of this PC need be open.");
        else yield return Of(patient, await HostFirewall.LookAsync(ports, patient.Snapshot.Gateway?.InterfaceName, patient.Snapshot.Gateway?.LocalAddress, patient.Time, cancellationToken));
    }

    // Without an agent nobody knows whether the relay is needed at all.
    private static Finding Of(Patient patient, FirewallView view) =>
        Found(view) is { Verdict: StepVerdict.Bad } bad && !patient.WithAgent ? bad with { Verdict = StepVerdict.Attention } : Found(view);

    /// <summary>What a look at the firewall means.</summary>
    public static Finding Found(FirewallView view) => view switch
    {
        FirewallView.Open open => Finding.Good(open.Evidence),
        FirewallView.Blocks blocks => Finding.Bad($"{blocks.Evidence} (PH502)", blocks.Remedy),
        FirewallView.Unknown unknown => Finding.Skipped(unknown.Why),
        _ => throw new ArgumentOutOfRangeException(nameof(view), view, "unknown view"),
    };
}
