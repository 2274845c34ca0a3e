using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>What bears this installation's mark and no memory knows of is taken over or closed; what does not is never touched.</summary>
public sealed class SweepTests
{
    private const string Tag = "Porthole-0a1b";

    /// <summary>Killed between the grant of another port than asked for, and the writing down.</summary>
    [Fact]
    public async Task Start_UnknownMappingOfOursBesideTheForward_IsClosed()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Table[(Transport.Tcp, 20_001)] = Entry(20_001, $"{Tag} door/rtsp");

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => bench.Router.Table.Keys.SequenceEqual([(Transport.Tcp, (ushort)8554)]));
        bench.Status.Forwards[0].State.ShouldBe(ForwardState.Mapped);
    }

    [Fact]
    public async Task Start_UnknownMappingOfOursLeadsWhereAForwardIsWished_IsTakenOver()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(8554, $"{Tag} door/rtsp");

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);

        bench.Router.Calls.ShouldBe(["map 8554 127.0.0.20:554"]);
    }

    /// <summary>The state folder came from a backup of before the device was registered, or nothing is registered any more.</summary>
    [Fact]
    public async Task Start_NothingIsRegistered_UnknownMappingsOfOursAreClosed()
    {
        await using var bench = new LoopBench(new PortholeSettings());
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(8554, $"{Tag} door/rtsp");
        bench.Router.Table[(Transport.Tcp, 8555)] = Entry(8555, Tag);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => bench.Router.Table.IsEmpty);
    }

    [Theory]
    [InlineData("Porthole-0a1c door/rtsp")]
    [InlineData("Porthole-0a1bc door/rtsp")]
    [InlineData("Porthole-0a1")]
    [InlineData("Porthole")]
    [InlineData("Portho")]
    [InlineData("")]
    [InlineData("PORTHOLE-0A1B door/rtsp")]
    [InlineData("x Porthole-0a1b door/rtsp")]
    [InlineData("Skype UDP at 127.0.0.20:554")]
    public async Task Start_MappingWithoutOurWholeMark_IsNeverTouched(string description)
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Table[(Transport.Tcp, 20_001)] = Entry(20_001, description);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await bench.UntilAsync(() => bench.Snapshot.Table.Length > 0);
        await bench.AdvanceUntilAsync(TimeSpan.FromMinutes(10), _ => bench.Time.GetUtcNow() > DateTimeOffset.UnixEpoch.AddHours(3));

        bench.Router.Table.ShouldContainKey((Transport.Tcp, (ushort)20_001));
        bench.Router.Calls.ShouldNotContain("unmap 20001");
    }

    /// <summary>A router that keeps its table in flash may bring back what is long gone.</summary>
    [Fact]
    public async Task RouterFoundAnew_BringsBackAnOldMappingOfOurs_IsClosed()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await bench.UntilAsync(() => bench.Snapshot.Table.Length > 0 && bench.Loop.Unsettled == 0);

        bench.Router.Table[(Transport.Tcp, 20_001)] = Entry(20_001, $"{Tag} yard/rtsp");
        bench.Router.Found(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => !bench.Router.Table.ContainsKey((Transport.Tcp, 20_001)));
    }

    /// <summary>The table is read by place, and what is deleted while it is read lets the next entry slip through.</summary>
    [Fact]
    public async Task TableRead_WhileAForwardIsRenewed_IsReadOnceMore()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        var reading = new TaskCompletionSource();
        bench.Router.Listing = reading.Task;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        var asked = bench.Router.Calls.Count;
        bench.Router.Table[(Transport.Tcp, 20_001)] = Entry(20_001, $"{Tag} yard/rtsp");
        bench.Loop.Post(new LoopEvent.RetryAsked("door/rtsp"));
        await bench.UntilAsync(() => bench.Router.Calls.Count > asked);

        reading.SetResult();

        await bench.UntilAsync(() => !bench.Router.Table.ContainsKey((Transport.Tcp, 20_001)));
    }

    /// <summary>The memory is lost, and PCP answers before UPnP does: what holds the port is ours, and only UPnP can tell.</summary>
    [Fact]
    public async Task TableRead_OwnMappingHoldsThePortThatIsWished_TheForwardGoesBackToIt()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(8554, $"{Tag} door/rtsp");
        bench.Router.GrantOtherPort = 8555;
        await bench.ConnectAsync(MappingProtocol.Pcp);
        await bench.UntilAsync(status => status.Forwards[0].External?.EndsWith(":8555", StringComparison.Ordinal) == true);
        bench.Router.GrantOtherPort = null;

        bench.Router.Found(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: { } external } && external.EndsWith(":8554", StringComparison.Ordinal));
        await bench.UntilAsync(() => bench.Router.Table.Keys.SequenceEqual([(Transport.Tcp, (ushort)8554)]));
        bench.Status.Problems.ShouldNotContain(problem => problem.Code == "PH205");
    }

    private static MappingRequest Entry(ushort port, string description) => new()
    {
        Transport = Transport.Tcp,
        Internal = IPEndPoint.Parse("127.0.0.20:554"),
        ExternalPort = port,
        Description = description,
    };
}
