using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Description;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Upnp;

/// <summary>UPnP's part in a gateway session: SSDP search by unicast and multicast, description, choice of the service.</summary>
internal sealed class UpnpProbe(DefaultGateway gateway, GatewayOptions options, TimeProvider time) : IProtocolProbe
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _tasks = [];
    private readonly DescriptionReader _reader = new(new RouterHttpClient(gateway, time, HttpBounds.Default), gateway, time);
    private IProbeSink? _sink;
    private SsdpSocket? _socket;
    private UpnpSearchLog _search = new(time);
    private UpnpProtocol? _current;
    private UpnpSearchLog? _announcedIn;

    public MappingProtocol Protocol => MappingProtocol.UpnpIgd;

    public RememberedGateway? Remember()
    {
        lock (_lock)
        {
            return _current is { } current ? new RememberedGateway(current.DescriptionUrl) : null;
        }
    }

    public void Start(IProbeSink sink)
    {
        _sink = sink;
        OpenSocket();
    }

    public void Send(int attempt)
    {
        UpnpSearchLog search;
        lock (_lock)
        {
            if (attempt == 0)
            {
                _search = new UpnpSearchLog(time);
            }

            search = _search;
        }

        if (attempt == 0)
        {
            FetchKnown(search);
        }

        if (OpenSocket() is { } socket)
        {
            SendSearches(socket, attempt, search);
        }
    }

    public ProbeReport Report()
    {
        lock (_lock)
        {
            return _search.Report($"{gateway.Address}:{options.SsdpPort}{(options.Multicast ? $" and to the group on {gateway.LocalAddress}" : "")}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] tasks;
        lock (_lock)
        {
            tasks = [.. _tasks];
        }

        await Task.WhenAll(tasks);
        _socket?.Dispose();
        _stop.Dispose();
    }

    private SsdpSocket? OpenSocket()
    {
        lock (_lock)
        {
            if (_socket is null && !_stop.IsCancellationRequested)
            {
                try
                {
                    _socket = SsdpSocket.ForSearch(gateway.LocalAddress, options.Multicast);
                    Run(_socket.ReceiveAsync(Hear, time, _stop.Token));
                }
                catch (SocketException e)
                {
                    _search.Note($"no socket on {gateway.LocalAddress}: {e.SocketErrorCode}");
                }
            }

            return _socket;
        }
    }

    /// <summary>Asks at once for the description known from the last run or the last search: it saves waiting for SSDP.</summary>
    private void FetchKnown(UpnpSearchLog search)
    {
        if (((Remember() ?? options.Remembered)?.DescriptionUrl) is { } url && GatewayPin.Allows(gateway.Address, url))
        {
            search.SentRemembered(url);
            Describe(url, "", search);
        }
    }

    private void SendSearches(SsdpSocket socket, int attempt, UpnpSearchLog search)
    {
        var group = new IPEndPoint(SsdpSocket.Group, options.SsdpPort);
        var unicast = new IPEndPoint(gateway.Address, options.SsdpPort);
        foreach (var packet in SsdpSearch.Packets(attempt, group.ToString()))
        {
            SendOne(socket, packet, unicast, search);
            if (options.Multicast)
            {
                SendOne(socket, packet, group, search);
            }
        }
    }

    private static void SendOne(SsdpSocket socket, byte[] packet, IPEndPoint to, UpnpSearchLog search)
    {
        var error = socket.Send(packet, to);
        if (error == SocketError.Success)
        {
            search.Sent(1);
        }
        else
        {
            search.Note($"cannot send to {to}: {error}");
        }
    }

    private void Hear(IPEndPoint from, ReadOnlySpan<byte> packet)
    {
        if (SsdpMessage.Parse(packet) is not { Kind: SsdpKind.Answer } message)
        {
            return;
        }

        UpnpSearchLog search;
        lock (_lock)
        {
            search = _search;
        }

        if (!from.Address.Equals(gateway.Address))
        {
            if (message.ClaimsGateway && search.TakeStranger(from.Address))
            {
                _sink?.Stranger(from.Address, $"{from.Address} answered the SSDP search as {message.Target}, {message.Server} at {message.Location}");
            }

            return;
        }

        if (!Uri.TryCreate(message.Location, UriKind.Absolute, out var url) || !GatewayPin.Allows(gateway.Address, url))
        {
            search.Note($"the gateway's SSDP answer names a description that is not on it: '{message.Location}'");
            return;
        }

        Describe(url, message.Server, search);
    }

    private void Describe(Uri url, string server, UpnpSearchLog search)
    {
        if (search.TakeDescription(url))
        {
            Run(DescribeAsync(url, server, search));
        }
    }

    private async Task DescribeAsync(Uri url, string server, UpnpSearchLog search)
    {
        try
        {
            var result = await _reader.ReadAsync(url, server, _stop.Token);
            if (result.Protocol is { } protocol)
            {
                await AnnounceAsync(protocol, search);
                return;
            }

            search.Note(result.Evidence);
            if (!result.IsFinal)
            {
                search.ReleaseDescription(url);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task AnnounceAsync(UpnpProtocol protocol, UpnpSearchLog search)
    {
        UpnpProtocol? rival;
        lock (_lock)
        {
            rival = _announcedIn == search ? _current : null;
        }

        // A second description of the same router counts only when the first one's connection is down.
        if (rival is not null
            && (await rival.Connection.IsUsableAsync(_stop.Token) || !await protocol.Connection.IsUsableAsync(_stop.Token)))
        {
            return;
        }

        lock (_lock)
        {
            if (_current is not null && _current.Soap.Service.IsSameAs(protocol.Soap.Service) && _current.DescriptionUrl == protocol.DescriptionUrl)
            {
                // The same service as in the search before keeps what it has learnt of its router.
                protocol = _current;
            }

            _current = protocol;
            _announcedIn = search;
        }

        search.Found($"{protocol.Router.Server} ('{protocol.Router.FriendlyName}') offers {protocol.Soap.Service.ServiceType} at {protocol.Soap.ControlUrl}");
        _sink?.Found(protocol);
    }

    /// <summary>Keeps a task so that the end can wait for it.</summary>
    private void Run(Task task)
    {
        lock (_lock)
        {
            _tasks.RemoveWhere(done => done.IsCompleted);
            _tasks.Add(task);
        }
    }
}
