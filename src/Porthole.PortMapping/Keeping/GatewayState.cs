using System.Collections.Immutable;

namespace Porthole.PortMapping.Keeping;

/// <summary>The gateway at one moment.</summary>
/// <param name="Gateway">The default gateway; null when there is none.</param>
/// <param name="Protocols">What it answers at present.</param>
/// <param name="Generation">Grows when mappings must be asked for anew: another gateway, one that lost its state, or another external address.</param>
/// <param name="Verdict">Why nothing can be asked; null while there is a protocol or the search is still under way.</param>
internal sealed record GatewayState(
    DefaultGateway? Gateway, ImmutableArray<IGatewayProtocol> Protocols, int Generation, Refusal? Verdict)
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when another state has taken this one's place.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Tells that this state is a thing of the past.</summary>
    public void Supersede() => _changed.TrySetResult();
}
