using System.Net;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>Every call to the router goes through here: retried under its pipeline, and no more at once than the settings allow.</summary>
/// <param name="pipelines">The retry policies.</param>
/// <param name="concurrency">How many calls may run at once.</param>
/// <param name="writeDown">Saves, for a forward, what is about to be asked for; ends when it is saved.</param>
internal sealed class RouterCalls(RouterPipelines pipelines, int concurrency, Func<string, RememberedForward, CancellationToken, Task> writeDown) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(concurrency);

    /// <summary>Asks for a new mapping, written down first: a kill must not leave one behind that nobody knows of.</summary>
    public async Task<GatewayResult<Mapping>> OpenAsync(string forward, IGatewayProtocol protocol, MappingRequest request, CancellationToken cancellationToken)
    {
        await writeDown(forward, RememberedForward.AskedFor(protocol.Kind, request), cancellationToken);
        return await MapAsync(protocol, request, cancellationToken);
    }

    /// <summary>
    /// Asks for a mapping that is known to the memory, and reads it back where the table can be read: "success" alone is no proof
    /// (portmapper#139).
    /// </summary>
    public async Task<GatewayResult<Mapping>> MapAsync(IGatewayProtocol protocol, MappingRequest request, CancellationToken cancellationToken)
    {
        var granted = await CallAsync(protocol, token => protocol.MapAsync(request, token), cancellationToken);
        if (!granted.IsGranted || !protocol.CanRead) return granted;
        var missing = await VerifyAsync(protocol, granted.Value, cancellationToken);
        return missing is { Reason: RefusalReason.NotFound } ? missing with { Reason = RefusalReason.NotListed } : granted;
    }

    /// <summary>
    /// Looks whether the router still lists a mapping: null when it does, or cannot tell; <see cref="RefusalReason.NotFound"/>
    /// when it does not, or lists it as switched off (ARRIS TG1682G after a success, Mono.Nat#37); <see cref="RefusalReason.NoAnswer"/>
    /// when it is silent.
    /// </summary>
    public async Task<Refusal?> VerifyAsync(IGatewayProtocol protocol, Mapping mapping, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(protocol, mapping, cancellationToken);
        if (read.IsGranted)
        {
            if (!read.Value.Enabled) return new Refusal(RefusalReason.NotFound, $"external port {mapping.ExternalPort} is listed, but switched off");

            // An entry that leads elsewhere is not ours any more; an empty client is a router's way of not telling (miniupnp#236).
            var leadsElsewhere = read.Value.InternalAddress is { } client
                && (!client.Equals(mapping.Internal.Address) || read.Value.InternalPort != mapping.Internal.Port);
            return leadsElsewhere
                ? new Refusal(RefusalReason.NotFound, $"external port {mapping.ExternalPort} leads to {read.Value.InternalAddress}:{read.Value.InternalPort} now") { Holder = read.Value }
                : null;
        }

        if (read.Refusal.Reason != RefusalReason.NotFound) return read.Refusal.Reason == RefusalReason.NoAnswer ? read.Refusal : null;

        // Some routers answer "no such entry" to every question about one entry, but list it (nanocurrency/nano-node#3295).
        var list = await ListAsync(protocol, cancellationToken);
        return list.IsGranted && !list.Value.Any(entry => IsSame(entry, mapping)) ? read.Refusal : null;
    }

    /// <summary>The table's entry for a mapping's external port, whoever made it.</summary>
    public Task<GatewayResult<TableEntry>> ReadAsync(IGatewayProtocol protocol, Mapping mapping, CancellationToken cancellationToken) =>
        CallAsync(protocol, token => protocol.ReadAsync(mapping.Transport, mapping.ExternalPort, token), cancellationToken);

    /// <summary>The router's whole table, whoever made the entries.</summary>
    public Task<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(IGatewayProtocol protocol, CancellationToken cancellationToken) =>
        CallAsync(protocol, protocol.ListAsync, cancellationToken);

    public Task<GatewayResult<Done>> UnmapAsync(IGatewayProtocol protocol, Mapping mapping, CancellationToken cancellationToken) =>
        CallAsync(protocol, token => protocol.UnmapAsync(mapping, token), cancellationToken);

    public Task<GatewayResult<IPAddress>> GetExternalAddressAsync(IGatewayProtocol protocol, CancellationToken cancellationToken) =>
        CallAsync(protocol, protocol.GetExternalAddressAsync, cancellationToken);

    public void Dispose() => _slots.Dispose();

    private async Task<GatewayResult<T>> CallAsync<T>(
        IGatewayProtocol protocol,
        Func<CancellationToken, ValueTask<GatewayResult<T>>> call,
        CancellationToken cancellationToken)
        where T : notnull
    {
        await _slots.WaitAsync(cancellationToken);
        var line = pipelines.For(protocol);
        try
        {
            return await line.ExecuteAsync(call, cancellationToken);
        }
        catch (OperationCanceledException) when (line.IsClosed && !cancellationToken.IsCancellationRequested)
        {
            return new Refusal(RefusalReason.NoAnswer, $"{ProtocolNames.Spoken(protocol.Kind)}: given up, because the router is to be asked elsewhere now");
        }
        catch (TimeoutRejectedException)
        {
            return new Refusal(RefusalReason.NoAnswer, $"{ProtocolNames.Spoken(protocol.Kind)}: no answer within {RouterPipelines.AttemptTimeout.TotalSeconds:0} s");
        }
        catch (BrokenCircuitException)
        {
            return new Refusal(RefusalReason.NoAnswer, $"{ProtocolNames.Spoken(protocol.Kind)}: not asked, because the last {RouterPipelines.BreakAfter} calls got no answer; asked again within {RouterPipelines.BreakDuration.TotalSeconds:0} s");
        }
        finally
        {
            _slots.Release();
        }
    }

    private static bool IsSame(TableEntry entry, Mapping mapping) =>
        entry.Enabled
        && entry.Transport == mapping.Transport
        && entry.ExternalPort == mapping.ExternalPort
        && (entry.InternalAddress is null || entry.InternalAddress.Equals(mapping.Internal.Address));
}
