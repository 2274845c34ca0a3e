using System.CommandLine;
using Porthole.Agent.Api;
using Porthole.Agent.Cli;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Hosting;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Cli.Devices;

/// <summary>The commands reach the same registry by both ways: over the agent, and on the file.</summary>
public sealed class DeviceDeskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DeviceDeskTests() => File.WriteAllText(_folder.State.SettingsFile, """{ "Porthole": { "Devices": [ { "Name": "Fixed", "Address": "192.0.2.9", "Ports": [ { "Internal": 80, "External": 8080 } ] } ] } }""");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Desk_EveryChange_IsMadeTheSameWay(bool agentRuns)
    {
        await using var agent = agentRuns ? await RunAgentAsync() : null;
        using var desk = await OpenAsync();
        desk.AgentRuns.ShouldBe(agentRuns);

        var added = await desk.AddAsync(Device("Yard", 80), default);
        added.Value!.Id.ShouldBe("yard");
        (await desk.PauseAsync("fixed", paused: true, default)).Value!.Paused.ShouldBeTrue();
        (await desk.ListAsync(default)).Value!.Devices.Select(device => (device.Id, device.Fixed, device.Paused)).ShouldBe([("fixed", true, true), ("yard", false, false)]);
        (await desk.ImportAsync("""[ { "name": "Gate", "address": "192.0.2.30", "ports": [ { "internal": 554 } ] }, { "name": "" } ]""", ImportMode.AllOrNothing, default)).Value!.HasBad.ShouldBeTrue();
        (await desk.ImportAsync("""[ { "name": "Gate", "address": "192.0.2.30", "ports": [ { "internal": 554 } ] } ]""", ImportMode.AllOrNothing, default)).Value!.Count(ImportOutcome.Added).ShouldBe(1);
        (await desk.RemoveAsync("yard", default)).Value!.Name.ShouldBe("Yard");
        (await desk.ListAsync(default)).Value!.Devices.Select(device => device.Id).ShouldBe(["fixed", "gate"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Desk_Refusals_HaveTheSameWordsAndExitCodes(bool agentRuns)
    {
        await using var agent = agentRuns ? await RunAgentAsync() : null;
        using var desk = await OpenAsync();

        var bad = await desk.AddAsync(Device("Yard", 0), default);
        bad.ExitCode.ShouldBe(ExitCodes.Usage);
        bad.Obstacles.ShouldHaveSingleItem().ShouldContain("0 is not a port number", Case.Insensitive);
        var isFixed = await desk.RemoveAsync("fixed", default);
        isFixed.ExitCode.ShouldBe(ExitCodes.Problem);
        isFixed.Obstacles.ShouldHaveSingleItem().ShouldContain("settings file");
        (await desk.PauseAsync("nobody", paused: true, default)).Obstacles.ShouldHaveSingleItem().ShouldContain("porthole devices list");
    }

    [Fact]
    public async Task Desk_LockIsHeldButNobodyAnswers_IsExitCodeThree()
    {
        using var held = AgentLock.TryTake(_folder.State);
        new AgentFile(new Uri("http://127.0.0.1:1"), ProcessId: 1).Write(_folder.State);
        ApiToken.Prepare(_folder.State);
        using var desk = await OpenAsync();

        (await desk.ListAsync(default)).ExitCode.ShouldBe(ExitCodes.NoAgent);
        (await desk.AddAsync(Device("Yard", 80), default)).ExitCode.ShouldBe(ExitCodes.NoAgent);
    }

    [Fact]
    public async Task Open_SettingsAreWrongAndNoAgentRuns_SaysWhatIsWrong()
    {
        File.WriteAllText(_folder.State.SettingsFile, "{");

        var (desk, obstacles) = await DeviceDesks.OpenAsync(Parse(), default);

        desk.ShouldBeNull();
        obstacles.ShouldHaveSingleItem().ShouldStartWith("PH501");
    }

    [Fact]
    public void ImportFile_TableWithMistakes_NamesRowAndColumn()
    {
        var file = ImportFile.Read("cameras.csv", "name,address,ports\nA,192.0.2.1,what\nB,192.0.2.2,http:80\n");

        file.Errors.ShouldHaveSingleItem().ShouldStartWith("row 2, column ports:");
        file.Place(0, "Ports[0].Internal").ShouldBe("row 3, column ports");
        file.Place(0, "AllowFrom[1]").ShouldBe("row 3, column allowFrom");
    }

    [Fact]
    public async Task ImportFile_TableWithoutTheColumns_TakesNoAllowListAwayAndOpensNothingPaused()
    {
        using var desk = await OpenAsync();
        await desk.AddAsync(Device("Yard", 80) with { Brand = "dahua", Mac = "44:19:b6:00:00:01", AllowFrom = ["203.0.113.0/24"], Paused = true }, default);
        var registered = (await desk.ListAsync(default)).Value!.Devices;

        var report = await desk.ImportAsync(ImportFile.Read("cameras.csv", "name,address,ports\nYard,192.0.2.20,http:80\n").ListOver(registered), ImportMode.AllOrNothing, default);

        report.Value!.Rows.ShouldHaveSingleItem().Outcome.ShouldBe(ImportOutcome.Unchanged);

        // Whoever writes the column and leaves the cell empty means everybody.
        await desk.ImportAsync(ImportFile.Read("cameras.csv", "name,address,ports,allowFrom\nYard,192.0.2.20,http:80,\n").ListOver(registered), ImportMode.AllOrNothing, default);

        var yard = (await desk.ListAsync(default)).Value!.Devices.Single(device => device.Id == "yard");
        (yard.AllowFrom, yard.Paused, yard.Brand, yard.Mac).ShouldBe((null, true, "dahua", "44:19:b6:00:00:01"));
    }

    [Theory]
    [InlineData("cameras.json", """{ "devices": [ { "name": "A" } ] }""", "device 1, Name")]
    [InlineData("cameras.json", """[ { "name": "A" } ]""", "device 1, Name")]
    public void ImportFile_Json_NamesDeviceAndKey(string path, string text, string place) => ImportFile.Read(path, text).Place(0, "Name").ShouldBe(place);

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "cameras": [] }""")]
    public void ImportFile_NoList_SaysSo(string text) => ImportFile.Read("cameras.json", text).Errors.ShouldHaveSingleItem();

    public void Dispose() => _folder.Dispose();

    private async Task<IDeviceDesk> OpenAsync() => (await DeviceDesks.OpenAsync(Parse(), default)).Desk!;

    private ParseResult Parse() => PortholeCommand.Create().Parse(["devices", "list", "--data", _folder.State.Path]);

    private static DeviceDocument Device(string name, int port) => new()
    {
        Name = name,
        Address = "192.0.2.20",
        Ports = [new PortDocument { Name = "http", Protocol = "tcp", Internal = port, Route = "auto" }],
    };

    // The web side of the agent on this folder: lock, address and token as a real one leaves them.
    private async Task<IAsyncDisposable> RunAgentAsync()
    {
        var held = AgentLock.TryTake(_folder.State)!;
        var bench = await ApiBench.StartAsync(_folder, Registries.Device("Fixed", "192.0.2.9", ("http", 80, 8080)));
        new AgentFile(bench.Owner.BaseAddress!, Environment.ProcessId).Write(_folder.State);
        return new Running(held, bench);
    }

    private sealed class Running(AgentLock held, ApiBench bench) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await bench.DisposeAsync();
            held.Dispose();
        }
    }
}
