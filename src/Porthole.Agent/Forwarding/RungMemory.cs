using System.Collections.Immutable;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// Remembers which protocols of which gateway map only for the host that asks. A forward then starts on the relayed rung
/// at once; whether the direct one is to be had by now is tried by one forward for all.
/// </summary>
internal sealed class RungMemory(ImmutableSortedDictionary<string, GatewayMemory> known)
{
    /// <summary>A laptop meets many routers; a recorder one or two.</summary>
    private const int MostGateways = 16;

    private string? _present;

    /// <summary>All that is known, to be saved.</summary>
    public ImmutableSortedDictionary<string, GatewayMemory> Gateways { get; private set; } = known;

    /// <summary>What is known of the present gateway.</summary>
    public ImmutableDictionary<MappingProtocol, Refusal> OnlyForAsker =>
        Present is null
            ? ImmutableDictionary<MappingProtocol, Refusal>.Empty
            : Present.OnlyForAsker.ToImmutableDictionary(entry => entry.Protocol, entry => new Refusal(RefusalReason.OnlyForAsker, entry.Evidence, entry.Code));

    private GatewayMemory? Present => _present is null ? null : Gateways.GetValueOrDefault(_present);

    /// <summary>The name by which a gateway is remembered.</summary>
    public static string KeyOf(DefaultGateway gateway) => gateway.Mac?.ToString() is { Length: > 0 } mac ? mac : gateway.Address.ToString();

    /// <summary>This one is the gateway now.</summary>
    public void Arrive(DefaultGateway gateway, DateTimeOffset now)
    {
        _present = KeyOf(gateway);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        Gateways = Gateways.SetItem(_present, (Present ?? new GatewayMemory { LastSeen = today }) with { LastSeen = today });
        if (Gateways.Count > MostGateways) Gateways = Gateways.Remove(Gateways.Where(entry => entry.Key != _present).MinBy(entry => entry.Value.LastSeen).Key);
    }

    /// <summary>The gateway told what it is: another model than before, or other firmware, may grant what the old one refused.</summary>
    public void Identify(RouterIdentity identity)
    {
        if (Present is not { } memory || RouterNames.For(identity) is not { } model || memory.Model == model) return;
        Gateways = Gateways.SetItem(_present!, memory with { Model = model, OnlyForAsker = memory.Model is null ? memory.OnlyForAsker : [] });
    }

    /// <summary>Learns from where a forward to another host came to rest.</summary>
    /// <param name="before">What it held before: its refusals are no news.</param>
    /// <param name="holding">What it holds now.</param>
    /// <returns>Whether the direct rung is open by a protocol that was known to refuse it.</returns>
    public bool Learn(Holding before, Holding holding)
    {
        if (Present is not { } memory) return false;
        var refused = memory.OnlyForAsker;
        var news = holding.Refusals.Where(attempt => !attempt.IsRecalled && !before.Refusals.Any(old => ReferenceEquals(old, attempt)));
        foreach (var attempt in news.Where(attempt => attempt is { Rung: { Route: Route.Direct, Protocol: not null }, Refusal.Reason: RefusalReason.OnlyForAsker }))
        {
            var kind = attempt.Rung.Protocol!.Value;
            if (!refused.Any(entry => entry.Protocol == kind)) refused = refused.Add(new OnlyForAsker(kind, attempt.Refusal.Evidence, attempt.Refusal.Code));
        }

        var opened = holding is { Route: Route.Direct, Mapping: { } mapping } && refused.Any(entry => entry.Protocol == mapping.Via);
        if (opened) refused = refused.RemoveAll(entry => entry.Protocol == holding.Mapping!.Via);
        if (refused != memory.OnlyForAsker) Gateways = Gateways.SetItem(_present!, memory with { OnlyForAsker = refused });
        return opened;
    }
}
