using System.Net;
using Porthole.Agent.Cli;
using Porthole.Agent.Devices;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Status;

public sealed class RouterDocumentsTests
{
    private readonly FakeRouter _router = new(new ManualTime());

    [Fact]
    public async Task Read_FourRows_SaysWhoseEachIs()
    {
        var mapped = Request(8554, "127.0.0.20:554");
        foreach (var request in new[] { mapped, Request(9001, "127.0.0.20:80"), Request(9002, "127.0.0.1:3389"), Request(9003, "127.0.0.99:22") })
            _router.Table[(request.Transport, request.ExternalPort)] = request;

        var document = await RouterDocuments.ReadAsync(Snapshot(MappingProtocol.UpnpIgd, mapped), CancellationToken.None);

        document.Readable.ShouldBeTrue();
        document.Mappings.Select(row => (row.ExternalPort, row.Owner, row.Forward, row.Device)).ShouldBe(
        [
            (8554, MappingOwner.Porthole, "door/rtsp", "Door"),
            (9001, MappingOwner.Device, null, "Door"),
            (9002, MappingOwner.ThisPc, null, null),
            (9003, MappingOwner.Other, null, null),
        ]);
        document.Mappings.Select(row => row.Risk is not null).ShouldBe([false, false, true, true]);
    }

    [Fact]
    public async Task Read_WithoutAnAgent_WhatAFormerRunLeftIsPortholes()
    {
        var (left, foreign) = (Request(8554, "127.0.0.20:554") with { Description = "Porthole-0a1b door/rtsp" }, Request(9003, "127.0.0.99:22") with { Description = "Porthole-ffff yard/ssh" });
        foreach (var request in new[] { left, foreign }) _router.Table[(request.Transport, request.ExternalPort)] = request;
        var snapshot = Snapshot(MappingProtocol.UpnpIgd, left);
        var held = snapshot.Forwards[0].Held.Mapping!;
        snapshot = snapshot with { Forwards = [snapshot.Forwards[0] with { Held = Holding.Nothing }], Left = [new LeftMapping("door/rtsp", held)] };

        var document = await RouterDocuments.ReadAsync(snapshot, CancellationToken.None);

        document.Mappings.Select(row => (row.ExternalPort, row.Owner, row.Forward, row.Device)).ShouldBe(
        [
            (8554, MappingOwner.Porthole, "door/rtsp", "Door"),
            (9003, MappingOwner.Other, null, null),
        ]);
        using var text = new StringWriter();
        RouterText.Write(document, text);
        text.ToString().ShouldContain("Porthole: door/rtsp");
        text.ToString().ShouldContain("another Porthole");
        text.ToString().ShouldNotContain("not Porthole's");
    }

    [Fact]
    public async Task Read_OnlyNatPmp_SaysWhyThereIsNoTable()
    {
        var document = await RouterDocuments.ReadAsync(Snapshot(MappingProtocol.NatPmp, Request(8554, "127.0.0.20:554")), CancellationToken.None);

        document.Readable.ShouldBeFalse();
        document.Obstacle.ShouldContain("NAT-PMP");
    }

    [Fact]
    public async Task Read_NoRouter_SaysSo()
    {
        var document = await RouterDocuments.ReadAsync(StatusSnapshot.Starting(DateTimeOffset.UnixEpoch), CancellationToken.None);

        document.Readable.ShouldBeFalse();
        document.Obstacle.ShouldBe("This PC has no router.");
    }

    private StatusSnapshot Snapshot(MappingProtocol protocol, MappingRequest mapped) => StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
    {
        Gateway = FakeRouter.Gateway,
        Protocols = [_router.Protocol(protocol)],
        Forwards =
        [
            new ForwardSnapshot
            {
                Wish = new WishedForward { Id = "door/rtsp", Device = "Door", Name = "rtsp", Transport = Transport.Tcp, Address = mapped.Internal.Address, InternalPort = 554, ExternalPort = 8554 },
                State = ForwardState.Mapped,
                Held = new Holding
                {
                    Route = Route.Direct,
                    Mapping = new Mapping { Via = protocol, Transport = Transport.Tcp, Internal = mapped.Internal, ExternalPort = 8554, GrantedAt = default },
                },
            },
        ],
    };

    private static MappingRequest Request(ushort external, string inner) => new()
    {
        Transport = Transport.Tcp,
        ExternalPort = external,
        Internal = IPEndPoint.Parse(inner),
    };
}
