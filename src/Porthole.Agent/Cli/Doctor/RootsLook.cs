using System.Net;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Doctor;
using Porthole.Agent.Doctor.Checks;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Cli.Doctor;

/// <summary>A service that is not root may not read the firewall's rules; whoever asks for the check may be root, and then looks.</summary>
internal static class RootsLook
{
    /// <summary>Whether the agent left this step to root, who sits here.</summary>
    public static bool IsWanted(DoctorStep step) => Environment.IsPrivilegedProcess && IsLeft(step);

    /// <summary>The report with the step done from here, if it was left out; otherwise as it is.</summary>
    public static async Task<DoctorReport> CompleteAsync(DoctorReport report, StateFolder folder, IProgress<DoctorStep> progress, CancellationToken cancellationToken)
    {
        if (report.Steps.FirstOrDefault(IsWanted) is not { } left) return report;
        using var agent = AgentClient.For(folder);
        if (await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is not { } status) return report;
        var ports = status.Forwards.Where(forward => forward.Relay is not null).Select(PortOf).Distinct().ToList();
        _ = IPAddress.TryParse(status.Network.LocalAddress, out var local);
        var found = FirewallCheck.Found(await HostFirewall.LookAsync(ports, status.Network.Interface, local, TimeProvider.System, cancellationToken));
        var step = left with { Verdict = found.Verdict, Evidence = found.Evidence, Next = found.Next };
        progress.Report(step);
        var steps = report.Steps.Replace(left, step);
        return report with { Steps = steps, Verdict = steps.Max(each => each.Verdict) };
    }

    private static bool IsLeft(DoctorStep step) => step is { Check: FirewallCheck.Name, Verdict: StepVerdict.Skipped, Evidence: [HostFirewall.OnlyRoot] };

    private static ListenPort PortOf(ForwardStatus forward) =>
        new(forward.Protocol == "udp" ? Transport.Udp : Transport.Tcp, IPEndPoint.Parse(forward.Relay!.Listen).Port);
}
