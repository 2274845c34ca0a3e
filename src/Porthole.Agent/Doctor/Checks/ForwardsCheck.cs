using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether each forward is open, as the running agent holds it.</summary>
internal sealed class ForwardsCheck : ICheck
{
    public string Id => "forwards";

    public string Title => "Forward";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (!patient.WithAgent) yield return Finding.Skipped(patient.AgentObstacle is null ? "No agent runs, so nothing is held open." : $"{patient.WithoutAgent}.");
        else if (patient.Snapshot.Forwards.IsEmpty) yield return Finding.Skipped("No device is registered yet. Add one with: porthole devices add");
        if (!patient.WithAgent) yield break;
        foreach (var forward in patient.Snapshot.Forwards)
            yield return Look(forward, patient.Snapshot) with { About = $"{forward.Wish.Device} {forward.Wish.Name}" };
    }

    private static Finding Look(ForwardSnapshot forward, StatusSnapshot snapshot) => forward.State switch
    {
        ForwardState.Paused => Finding.Skipped("Paused by its owner."),
        ForwardState.Pending when snapshot.Gateway is null => Finding.Attention("It waits for a router."),
        ForwardState.Pending => Finding.Attention("Still being opened.", "Ask again in some seconds."),
        ForwardState.Mapped => Finding.Good(
            $"{ForwardAddresses.External(forward, snapshot) ?? $"port {forward.Held.Mapping!.ExternalPort}"}, {(forward.Held.Route == Route.Direct ? "directly" : "relayed by this PC")}, by {ProtocolNames.Spoken(forward.Held.Mapping!.Via)}."),
        _ => new Finding(StepVerdict.Bad, [.. forward.Held.Refusals.Select(attempt => attempt.Refusal.Evidence).Distinct().DefaultIfEmpty("The router opened nothing.")])
        {
            Next = [.. ManualRule.Advice([forward], snapshot, "Add")],
        },
    };
}
