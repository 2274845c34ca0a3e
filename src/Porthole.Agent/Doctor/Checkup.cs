using System.Collections.Immutable;
using Porthole.Agent.Doctor.Checks;
using Porthole.Agent.Status;

namespace Porthole.Agent.Doctor;

/// <summary>The whole check: this list is the way from cable to camera.</summary>
internal static class Checkup
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        new AgentCheck(),
        new InterfaceCheck(),
        new AddressCheck(),
        new GatewayCheck(),
        new NeighbourCheck(),
        new RouterCheck(),
        new ProtocolsCheck(),
        new ExternalAddressCheck(),
        new MappingCheck(),
        new ConflictsCheck(),
        new ForwardsCheck(),
        new HairpinCheck(),
        new RelayCheck(),
        new FirewallCheck(),
        new DevicesCheck(),
        new ResolverCheck(),
        new ClockCheck(),
        new ProblemsCheck(),
    ];

    public static Task<DoctorReport> RunAsync(Patient patient, IProgress<DoctorStep>? progress, CancellationToken cancellationToken) =>
        RunAsync(All, patient, progress, cancellationToken);

    public static async Task<DoctorReport> RunAsync(ImmutableArray<ICheck> checks, Patient patient, IProgress<DoctorStep>? progress, CancellationToken cancellationToken)
    {
        var start = patient.Time.GetTimestamp();
        var steps = ImmutableArray.CreateBuilder<DoctorStep>();
        using var packets = new PacketTally();
        foreach (var check in checks)
        {
            var last = patient.Time.GetTimestamp();
            await foreach (var finding in check.RunAsync(patient, cancellationToken))
            {
                var step = Step(check, finding, patient.Time.GetElapsedTime(last));
                steps.Add(step);
                progress?.Report(step);
                last = patient.Time.GetTimestamp();
            }
        }

        return new DoctorReport
        {
            Version = ProductVersion.Text,
            At = patient.Time.GetUtcNow(),
            WithAgent = patient.WithAgent,
            Verdict = steps.Count == 0 ? StepVerdict.Skipped : steps.Max(step => step.Verdict),
            Seconds = Math.Round(patient.Time.GetElapsedTime(start).TotalSeconds, 3),
            Steps = steps.ToImmutable(),
            Requests = packets.Counts(),
        };
    }

    private static DoctorStep Step(ICheck check, Finding finding, TimeSpan elapsed) => new()
    {
        Check = check.Id,
        Title = finding.About.Length == 0 ? check.Title : $"{check.Title}: {finding.About}",
        Verdict = finding.Verdict,
        Evidence = finding.Evidence,
        Next = finding.Next,
        Milliseconds = Math.Round(elapsed.TotalMilliseconds, 1),
    };
}
