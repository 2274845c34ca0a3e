using System.Diagnostics;
using System.Net;

namespace Porthole.PortMapping.Discovery;

/// <summary>A protocol with an activity around every request and a count of every result; the same for all three.</summary>
internal sealed class ObservedProtocol(IGatewayProtocol inner, TimeProvider time) : IGatewayProtocol
{
    /// <summary>The protocol itself.</summary>
    public IGatewayProtocol Inner => inner;

    public MappingProtocol Kind => inner.Kind;

    public string Name => inner.Name;

    public RouterIdentity? Router => inner.Router;

    public bool CanMapForOthers => inner.CanMapForOthers;

    public bool CanRead => inner.CanRead;

    public ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ObserveAsync("map", $"{request.Transport} {request.Internal}", inner.MapAsync, request, cancellationToken);
    }

    public ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return ObserveAsync("unmap", $"{mapping.Transport} {mapping.Internal}", inner.UnmapAsync, mapping, cancellationToken);
    }

    public ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken) =>
        ObserveAsync("external-address", "", static (call, token) => call.GetExternalAddressAsync(token), inner, cancellationToken);

    public ValueTask<GatewayResult<TableEntry>> ReadAsync(
        Transport transport, ushort externalPort, CancellationToken cancellationToken) =>
        ObserveAsync(
            "read",
            $"{transport} {externalPort}",
            static (call, token) => call.inner.ReadAsync(call.transport, call.externalPort, token),
            (inner, transport, externalPort),
            cancellationToken);

    public ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken) =>
        ObserveAsync("list", "", static (call, token) => call.ListAsync(token), inner, cancellationToken);

    private async ValueTask<GatewayResult<T>> ObserveAsync<TArgument, T>(
        string operation,
        string subject,
        Func<TArgument, CancellationToken, ValueTask<GatewayResult<T>>> call,
        TArgument argument,
        CancellationToken cancellationToken)
        where T : notnull
    {
        using var activity = Telemetry.Source.StartActivity($"{Name} {operation}", ActivityKind.Client);
        activity?.SetTag("protocol", Name).SetTag("operation", operation).SetTag("subject", subject);
        var began = time.GetTimestamp();
        var result = await call(argument, cancellationToken);
        Telemetry.Request(Name, operation, result.Refusal, time.GetElapsedTime(began));
        activity?.SetTag("result", Telemetry.Result(result.Refusal));
        if (result.Refusal is { } refusal)
            activity?.SetTag("code", refusal.Code).SetStatus(ActivityStatusCode.Error, refusal.Evidence);
        return result;
    }
}
