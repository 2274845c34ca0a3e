using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Doctor;
using Porthole.Agent.Doctor.Checks;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Doctor;

public sealed class ChecksTests
{
    private readonly FakeRouter _router = new(TimeProvider.System);

    [Theory]
    [InlineData("198.51.100.7", nameof(StepVerdict.Good), "public")]
    [InlineData("192.168.0.2", nameof(StepVerdict.Bad), "second router")]
    [InlineData("100.72.14.88", nameof(StepVerdict.Bad), "100.64.0.0/10")]
    public async Task ExternalAddress_ByKind_IsJudged(string address, string verdict, string words)
    {
        _router.ExternalAddress = IPAddress.Parse(address);

        var finding = (await new ExternalAddressCheck().FindAsync(Patients.With(_router, MappingProtocol.UpnpIgd))).Single();

        finding.Verdict.ToString().ShouldBe(verdict);
        finding.Evidence[0].ShouldContain(words);
    }

    [Fact]
    public async Task Protocols_NoneAnswers_ShowsWhatWasTriedAndWhereToSwitchOn()
    {
        var patient = Patients.Of(Patients.Snapshot() with
        {
            Probes = [.. Enum.GetValues<MappingProtocol>().Select(kind => new ProbeReport(kind, false, "asked 5 times", "nothing came back", TimeSpan.FromSeconds(4)))],
        });

        var findings = await new ProtocolsCheck().FindAsync(patient);

        findings.ShouldAllBe(finding => finding.Verdict == StepVerdict.Bad && finding.Evidence[0].Contains("asked 5 times, in 4.0 s; nothing came back"));
        findings.Last().Next[0].ShouldContain("Switch UPnP on");
    }

    [Fact]
    public async Task Protocols_OneAnswers_TheOthersAreNotNeeded()
    {
        var patient = Patients.Of(Patients.Snapshot(protocols: [_router.Protocol(MappingProtocol.NatPmp)]) with
        {
            Probes = [new ProbeReport(MappingProtocol.Pcp, false, "asked", "refused", TimeSpan.Zero)],
        });

        var findings = await new ProtocolsCheck().FindAsync(patient);

        findings.Select(finding => finding.Verdict).ShouldBe([StepVerdict.Good, StepVerdict.Good, StepVerdict.Skipped]);
        findings.Single(finding => finding.About == "NAT-PMP").Evidence.ShouldContain(line => line.Contains("198.51.100.7"));
    }

    [Fact]
    public async Task ReadOnly_RouterThatSpeaksPcpAlone_IsNotAskedForAMapping()
    {
        var patient = Patients.Of(Patients.Snapshot(protocols: [_router.Protocol(MappingProtocol.Pcp)]), readOnly: true);

        var protocols = await new ProtocolsCheck().FindAsync(patient);
        var address = await new ExternalAddressCheck().FindAsync(patient);

        // To tell its address by PCP is to make a mapping, if only for a moment.
        _router.AddressesAsked.ShouldBe(0);
        protocols.Single(finding => finding.About == "PCP").Evidence.ShouldHaveSingleItem().ShouldContain("--read-only");
        address.ShouldHaveSingleItem().Verdict.ShouldBe(StepVerdict.Skipped);
    }

    [Fact]
    public async Task Conflicts_SomebodyElseHasThePort_SaysWho()
    {
        var patient = Patients.Of(Patients.Snapshot(protocols: [_router.Protocol(MappingProtocol.UpnpIgd)], forwards: Patients.Open(camera: 554, external: 8554) with { Held = Agent.Forwarding.Holding.Nothing, State = ForwardState.Failed }));
        _router.Table[(Transport.Tcp, 8554)] = new MappingRequest { Transport = Transport.Tcp, Internal = IPEndPoint.Parse("127.0.0.99:3074"), ExternalPort = 8554, Description = "Console" };

        var finding = (await new ConflictsCheck().FindAsync(patient)).Single();

        finding.Verdict.ShouldBe(StepVerdict.Attention);
        finding.Evidence[0].ShouldBe("External port 8554 leads to 127.0.0.99:3074 (\"Console\").");
    }

    [Fact]
    public async Task Hairpin_NothingAnswers_IsNoFault()
    {
        var finding = (await new HairpinCheck().FindAsync(Patients.Of(Patients.Snapshot(forwards: Patients.Open(camera: 1, external: LoopBench.FreePort()))))).Single();

        finding.Verdict.ShouldBe(StepVerdict.Good);
        finding.Evidence[1].ShouldStartWith("No hairpin");
    }

    [Fact]
    public async Task Hairpin_OneAnswersAndOneDoesNot_TheOtherIsWorthALook()
    {
        using var listener = Listen();
        var patient = Patients.Of(Patients.Snapshot(forwards: [Patients.Open(camera: 1, Port(listener)), Patients.Open(camera: 1, LoopBench.FreePort(), "http")]));

        (await new HairpinCheck().FindAsync(patient)).Select(finding => finding.Verdict).ShouldBe([StepVerdict.Good, StepVerdict.Attention]);
    }

    [Fact]
    public async Task Devices_OneListensAndOneDoesNot_IsTold()
    {
        using var listener = Listen();
        var patient = Patients.Of(Patients.Snapshot(forwards: [Patients.Open(Port(listener), 8554), Patients.Open(LoopBench.FreePort(), 8555, "http")]));

        var findings = await new DevicesCheck().FindAsync(patient);

        findings.Select(finding => finding.Verdict).ShouldBe([StepVerdict.Good, StepVerdict.Bad]);
        findings[1].Evidence[0].ShouldContain("refused");
        findings[1].About.ShouldBe("Door http");
    }

    [Theory]
    [InlineData(0, nameof(StepVerdict.Good), "agrees")]
    [InlineData(-3600, nameof(StepVerdict.Attention), " are 01:")]
    [InlineData(-40 * 24 * 3600, nameof(StepVerdict.Attention), " are 40 days and 00:")]
    public async Task Clock_DateOfACamera_IsCompared(int secondsOff, string verdict, string said)
    {
        using var camera = Listen();
        var serving = ServeAsync(camera, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(secondsOff));

        var findings = await new ClockCheck().FindAsync(Patients.Of(Patients.Snapshot(forwards: Patients.Open(Port(camera), 8080, "http"))));

        await serving;
        findings.Single().Verdict.ToString().ShouldBe(verdict);
        findings.Single().Evidence.Single().ShouldContain(said);
    }

    [Fact]
    public async Task Clock_NobodyTells_IsSkippedWithReason() =>
        (await new ClockCheck().FindAsync(Patients.Of(Patients.Snapshot()))).Single().Verdict.ShouldBe(StepVerdict.Skipped);

    [Fact]
    public async Task Resolver_Failing_IsOnlyWorthALook()
    {
        var snapshot = Patients.Snapshot(FakeRouter.Gateway with { Address = IPAddress.Parse("192.0.2.1") });
        var patient = new Patient(snapshot, TimeProvider.System) { WithAgent = true, Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) };

        (await new ResolverCheck().FindAsync(patient)).Single().Verdict.ShouldBe(StepVerdict.Attention);
    }

    [Fact]
    public void Firewall_WhatALookSays_BecomesAFinding()
    {
        FirewallCheck.Found(new FirewallView.Open("It lets in.")).Verdict.ShouldBe(StepVerdict.Good);
        FirewallCheck.Found(new FirewallView.Unknown("Not root.")).Verdict.ShouldBe(StepVerdict.Skipped);
        var bad = FirewallCheck.Found(new FirewallView.Blocks([new ListenPort(Transport.Tcp, 8080)], "It drops port 8080.", ["Let it in."]));
        (bad.Verdict, bad.Evidence[0], bad.Next[0]).ShouldBe((StepVerdict.Bad, "It drops port 8080. (PH502)", "Let it in."));
    }

    [Fact]
    public async Task Forwards_RelayOnly_GivesTheManualRule()
    {
        var forward = Patients.Open(camera: 554, external: 8554) with { State = ForwardState.Failed, Held = Agent.Forwarding.Holding.Nothing };

        var finding = (await new ForwardsCheck().FindAsync(Patients.Of(Patients.Snapshot(forwards: forward)))).Single();

        finding.Verdict.ShouldBe(StepVerdict.Bad);
        finding.Next[0].ShouldContain("protocol TCP, external port 8554, internal address 127.0.0.1 (the device), internal port 554");
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task ServeAsync(TcpListener listener, DateTimeOffset date)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        (await stream.ReadAtLeastAsync(new byte[1024], 16, throwOnEndOfStream: false)).ShouldBeGreaterThan(0);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 401 Unauthorized\r\nDate: {date:R}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }
}
