using System.Runtime.CompilerServices;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether the agent that runs was asked: without it nobody knows what is held open, and why not.</summary>
internal sealed class AgentCheck : ICheck
{
    public string Id => "agent";

    public string Title => "Agent";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (patient.WithAgent) yield return Finding.Good("It runs, and these are its own findings.");
        else if (patient.AgentObstacle is { } obstacle) yield return new Finding(StepVerdict.Attention, [$"An agent runs, but could not be asked: {obstacle}", "The steps below were done from this process; what only the agent knows is left out."]);
        else yield return Finding.Attention("No agent runs, so nothing is held open. The steps below were done from this process.", "Start it: porthole service start, or porthole run in a terminal.");
    }
}
