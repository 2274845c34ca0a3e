using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Porthole.Agent.Cli.Doctor;
using Porthole.Agent.Doctor;
using Porthole.Agent.Doctor.Checks;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Doctor;

public sealed class CheckupTests
{
    private readonly FakeRouter _router = new(TimeProvider.System);

    [Fact]
    public async Task Run_WholeWay_EveryCheckSaysSomethingAndTheRouterIsAsBefore()
    {
        var told = new List<DoctorStep>();

        var report = await Checkup.RunAsync(Patients.With(_router, MappingProtocol.UpnpIgd, MappingProtocol.Pcp), new Listener(told), TestContext.Current.CancellationToken);

        report.Steps.Select(step => step.Check).Distinct().ShouldBe(Checkup.All.Select(check => check.Id));
        report.Steps.ShouldAllBe(step => step.Evidence.Length > 0 && step.Title.Length > 0);
        told.ShouldBe(report.Steps);
        _router.Table.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_NoRouter_IsBadAndSkipsWhatNeedsOne()
    {
        var report = await Checkup.RunAsync(Patients.Of(Patients.Snapshot() with { Gateway = null }), null, TestContext.Current.CancellationToken);

        report.Verdict.ShouldBe(StepVerdict.Bad);
        report.Steps.Single(step => step.Check == "gateway").Verdict.ShouldBe(StepVerdict.Bad);
        report.Steps.Single(step => step.Check == "mapping").Verdict.ShouldBe(StepVerdict.Skipped);
    }

    [Fact]
    public async Task Text_LongEvidence_StaysWithin80ColumnsAndSaysWhereToBegin()
    {
        _router.Refuse = (_, _) => new Refusal(RefusalReason.NotAuthorized, string.Join(' ', Enumerable.Repeat("a long answer", 40)));
        var report = await Checkup.RunAsync(Patients.With(_router, MappingProtocol.UpnpIgd), null, TestContext.Current.CancellationToken);
        using var text = new StringWriter();

        DoctorText.Write(report, text);

        text.ToString().Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
        text.ToString().ShouldContain("Something keeps viewers out.");
        text.ToString().ShouldContain("Begin with: ");
    }

    [Fact]
    public async Task Lone_NoGateway_WishesAreThereAndHoldNothing()
    {
        await using var search = await LoneSearch.RunAsync(LoopBench.OneCamera(8554), memory: null, gateway: null, new GatewayOptions(), TimeProvider.System, TestContext.Current.CancellationToken);

        search.Snapshot.Forwards.Single().Held.IsMapped.ShouldBeFalse();
        search.Snapshot.SearchEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task Lone_MemoryOfARunThatWasKilled_TellsWhatItMayHaveLeft()
    {
        var left = new RememberedForward { Wish = 8554, External = 18554, Transport = Transport.Tcp, Via = MappingProtocol.UpnpIgd, Internal = "127.0.0.20:554", Description = "Porthole-0a1b door/rtsp" };
        var memory = AgentMemory.Fresh() with
        {
            Forwards = ImmutableSortedDictionary<string, RememberedForward>.Empty.Add("door/rtsp", left),
            Asked = [left with { External = 28554 }, left with { Internal = "tampered with" }],
        };

        await using var search = await LoneSearch.RunAsync(LoopBench.OneCamera(8554), memory, gateway: null, new GatewayOptions(), TimeProvider.System, TestContext.Current.CancellationToken);

        search.Snapshot.Left.Select(mapping => (mapping.Forward, (int)mapping.Mapping.ExternalPort)).ShouldBe([("door/rtsp", 18554), (null, 28554)]);
    }

    [Fact]
    public async Task Api_WithoutToken_IsRefusedAndNothingIsAsked()
    {
        await using var bench = await ApiBench.StartAsync();

        using var answer = await bench.Stranger.PostAsync("api/doctor", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Api_Owner_GetsTheReport()
    {
        await using var bench = await ApiBench.StartAsync();
        bench.Board.Publish(Patients.Snapshot(protocols: [_router.Protocol(MappingProtocol.UpnpIgd)]));

        using var answer = await bench.Owner.PostAsync("api/doctor?readOnly=true", null);

        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        document.RootElement.GetProperty("withAgent").GetBoolean().ShouldBeTrue();
        document.RootElement.GetProperty("steps").GetArrayLength().ShouldBeGreaterThanOrEqualTo(Checkup.All.Length);
        _router.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Api_AsEvents_IsHeardStepByStep()
    {
        await using var bench = await ApiBench.StartAsync();
        bench.Board.Publish(Patients.Snapshot());
        new Agent.Hosting.AgentFile(bench.Owner.BaseAddress!, 1).Write(bench.Folder);
        var told = new List<DoctorStep>();

        var (report, obstacle) = await DoctorClient.AskAsync(bench.Folder, readOnly: true, new Listener(told), TestContext.Current.CancellationToken);

        report.ShouldNotBeNull();
        obstacle.ShouldBeNull();
        told.Select(step => step.Title).ShouldBe(report.Steps.Select(step => step.Title));
    }

    [Fact]
    public async Task Client_NoAgent_IsNeitherReportNorObstacle()
    {
        using var folder = new TemporaryFolder();
        folder.State.Create();
        new Agent.Hosting.AgentFile(new Uri("http://127.0.0.1:1"), 1).Write(folder.State);

        (await DoctorClient.AskAsync(folder.State, readOnly: true, new Listener([]), TestContext.Current.CancellationToken)).ShouldBe((null, null));
    }

    [Fact]
    public async Task Client_AgentRefuses_SaysWhy()
    {
        await using var bench = await ApiBench.StartAsync();
        new Agent.Hosting.AgentFile(bench.Owner.BaseAddress!, 1).Write(bench.Folder);

        File.WriteAllText(bench.Folder.TokenFile, new string('0', 64));
        var stranger = await DoctorClient.AskAsync(bench.Folder, readOnly: true, new Listener([]), TestContext.Current.CancellationToken);
        File.Delete(bench.Folder.TokenFile);
        var blind = await DoctorClient.AskAsync(bench.Folder, readOnly: true, new Listener([]), TestContext.Current.CancellationToken);

        (stranger.Report, blind.Report).ShouldBe((null, null));
        stranger.Obstacle!.ShouldStartWith("A change needs the token");
        blind.Obstacle!.ShouldContain("cannot be read. Run this as the user that the agent runs as");
    }

    [Fact]
    public async Task Run_AgentCouldNotBeAsked_SaysSoFirst()
    {
        var patient = new Patient(Patients.Snapshot(), TimeProvider.System) { WithAgent = false, AgentObstacle = "its token cannot be read." };

        var report = await Checkup.RunAsync([new AgentCheck(), new RelayCheck()], patient, null, TestContext.Current.CancellationToken);

        (report.Steps[0].Verdict, report.Steps[0].Evidence[0]).ShouldBe((StepVerdict.Attention, "An agent runs, but could not be asked: its token cannot be read."));
        report.Steps[1].Evidence.ShouldBe(["The agent could not be asked."]);
    }

    [Fact]
    public async Task Bundle_WithSecretsAround_HoldsReportSettingsAndLogButNoSecret()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.File("appsettings.json");
        File.WriteAllText(settings, """{ /* mine */ "Porthole": { "Note": "rtsp://admin:hunter2@192.168.1.20/", "Password": "hunter3" }, }""");
        File.WriteAllText(folder.State.TokenFile, "hunter4");
        File.WriteAllText(folder.State.HistoryFile, """{ "last": 1 }""");
        Directory.CreateDirectory(folder.State.LogFolder);
        File.WriteAllText(Path.Combine(folder.State.LogFolder, "porthole-20261121.log"), "2026-11-21 05:40:19.533 +00:00 INF 1000 http://a:hunter5@b/\n");
        var report = await Checkup.RunAsync(Patients.With(_router, MappingProtocol.UpnpIgd), null, TestContext.Current.CancellationToken);

        SupportBundle.Write(folder.File("support.zip"), report, folder.State, settings);

        using var archive = ZipFile.OpenRead(folder.File("support.zip"));
        archive.Entries.Select(entry => entry.FullName).ShouldBe(["report.txt", "report.json", "requests.json", "settings.json", "history.json", "log/porthole-20261121.log"]);
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldNotContain("hunter", Case.Insensitive, entry.FullName);
        }
    }

    [Fact]
    public void Bundle_NameOfAFolder_IsRefusedAndNothingIsLeft()
    {
        using var folder = new TemporaryFolder();
        var named = Directory.CreateDirectory(folder.File("named")).FullName;

        Should.Throw<IOException>(() => SupportBundle.Write(named, Empty, folder.State, folder.File("appsettings.json")));

        File.Exists($"{named}.new").ShouldBeFalse();
    }

    private static DoctorReport Empty => new() { Version = "0", At = default, WithAgent = false, Verdict = StepVerdict.Good, Seconds = 0, Steps = [], Requests = [] };

    private sealed class Listener(List<DoctorStep> told) : IProgress<DoctorStep>
    {
        public void Report(DoctorStep value) => told.Add(value);
    }
}
