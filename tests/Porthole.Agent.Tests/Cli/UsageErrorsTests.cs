using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Porthole.Agent.Cli;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Cli;

/// <summary>The program itself, as a shell runs it.</summary>
public sealed class UsageErrorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("porthole-usage-").FullName;

    [Theory]
    [InlineData("statsu", "\"statsu\" is not a command of \"porthole\"; did you mean status? See: porthole --help")]
    [InlineData("status --jsno", "\"--jsno\" is not an option of \"porthole status\"; did you mean --json? See: porthole status --help")]
    [InlineData("status now", "\"now\" is one word too many for \"porthole status\". See: porthole status --help")]
    [InlineData("logs --level loud", "\"loud\" is not a level. Give debug, information, warning or error. See: porthole logs --help")]
    [InlineData("logs -n many", "\"many\" is no number of entries. Give 0 to 5000. See: porthole logs --help")]
    [InlineData("devices discover --at nowhere", "\"nowhere\" is no IPv4 address. Write for instance --at 192.168.2.64. See: porthole devices discover --help")]
    [InlineData("devices remove", "Required argument 'ID' missing for command: 'remove'. See: porthole devices remove --help")]
    [InlineData("completion fish", "Argument 'fish' not recognized. Must be one of: 'bash' 'powershell' See: porthole completion --help")]
    [InlineData("service", "\"porthole service\" wants one of install, uninstall, start, stop, status. See: porthole service --help")]
    [InlineData("devices add --port x --name A --address 192.168.1.2", "\"x\" is no port. Write for instance --port rtsp:554:8554.")]
    public async Task Run_NotUnderstood_IsOneLineAndExitCodeTwo(string words, string line)
    {
        var (code, output, error) = await RunAsync(words);

        (code, output, error.TrimEnd()).ShouldBe((ExitCodes.Usage, "", $"porthole: {line}"));
    }

    /// <summary>A script's variable that is not set: nothing is read, written or run.</summary>
    [Theory]
    [InlineData("run --data EMPTY", "--data", "porthole run")]
    [InlineData("--data EMPTY status", "--data", "porthole status")]
    [InlineData("doctor --bundle EMPTY", "--bundle", "porthole doctor")]
    [InlineData("devices remove EMPTY", "ID", "porthole devices remove")]
    [InlineData("devices export EMPTY", "FILE", "porthole devices export")]
    public async Task Run_AnEmptyWord_IsOneLineAndExitCodeTwo(string words, string what, string command)
    {
        var (code, output, error) = await RunAsync(words);

        (code, output, error.TrimEnd()).ShouldBe((ExitCodes.Usage, "", $"porthole: {what} is empty. Give it a value, or leave it out. See: {command} --help"));
    }

    [Theory]
    [InlineData("status --json", ExitCodes.NoAgent)]
    [InlineData("status --watch --json", ExitCodes.NoAgent)]
    [InlineData("status --connections --json", ExitCodes.NoAgent)]
    [InlineData("open --json", ExitCodes.NoAgent)]
    [InlineData("devices sheet --json", ExitCodes.NoAgent)]
    [InlineData("logs --json", ExitCodes.Problem)]
    [InlineData("devices remove nobody --json", ExitCodes.Problem)]
    [InlineData("devices pause nobody --json", ExitCodes.Problem)]
    [InlineData("devices url nobody --json", ExitCodes.Problem)]
    [InlineData("devices add --json --name Yard", ExitCodes.Usage)]
    [InlineData("devices add --json --name Yard --address nowhere --port rtsp:554", ExitCodes.Usage)]
    [InlineData("devices import no-such-file --json", ExitCodes.Usage)]
    [InlineData("devices export /no/such/folder/x.csv --json", ExitCodes.Problem)]
    [InlineData("nonsense --json", ExitCodes.Usage)]
    public async Task Run_FailsWithJson_TellsProgramsInOneShape(string words, int exitCode)
    {
        var (code, output, error) = await RunAsync(words);

        code.ShouldBe(exitCode, error);
        output.ShouldBeEmpty();
        var document = JsonSerializer.Deserialize(error, ErrorJson.Default.ErrorDocument)!;
        document.ExitCode.ShouldBe(exitCode);
        document.Details[0].ShouldBe(document.Error);
        document.Error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Run_JsonOnTheRegistry_IsADocumentEachTime()
    {
        (await JsonAsync("devices add --name Yard --address 192.168.1.21 --port rtsp:554 --json")).GetProperty("id").GetString().ShouldBe("yard");
        (await JsonAsync("devices pause yard --json")).GetProperty("paused").GetBoolean().ShouldBeTrue();
        (await JsonAsync("devices resume Yard --json")).GetProperty("paused").GetBoolean().ShouldBeFalse();
        (await JsonAsync("devices url yard --json"))[0].GetProperty("url").GetString().ShouldStartWith("rtsp://192.168.1.21:554/");
        (await JsonAsync("devices export --json")).GetProperty("devices").GetArrayLength().ShouldBeGreaterThan(0);
        var file = Path.Combine(_folder, "out.csv");
        (await JsonAsync($"devices export {file} --json")).GetProperty("file").GetString().ShouldBe(file);
        (await JsonAsync($"devices import {file} --json")).GetProperty("rows")[0].GetProperty("outcome").GetString().ShouldBe("unchanged");
        (await JsonAsync("devices remove yard --json")).GetProperty("name").GetString().ShouldBe("Yard");
        (await JsonAsync("version --json")).GetProperty("agent").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("cameras.csv", "name,address,ports\nSüdtür,192.168.1.20,rtsp:554\n")]
    [InlineData("cameras.json", """{ "devices": [ { "name": "Südtür", "address": "192.168.1.20", "ports": [ { "internal": 554 } ] } ] }""")]
    public async Task Run_ImportOfAFileThatIsNotUtf8_SaysHowToSaveIt(string name, string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, name), content, Encoding.Latin1, TestContext.Current.CancellationToken);

        var (code, output, error) = await RunAsync($"devices import {name}");

        (code, output, error.TrimEnd()).ShouldBe((ExitCodes.Usage, "", $"porthole: {name} is not UTF-8 text. Save it as UTF-8; in a spreadsheet choose \"CSV UTF-8\"."));
    }

    [Fact]
    public async Task Run_LogsOfAnAgentOfAnotherUser_SaysWhoMayReadThem()
    {
        await using var bench = await ApiBench.StartAsync();

        var (code, _, error) = await RunAsync("logs", $"{bench.Stranger.BaseAddress}");

        code.ShouldBe(ExitCodes.Problem);
        error.ShouldContain($"the agent at {bench.Stranger.BaseAddress} works on another folder. Run this ");
        error.ShouldNotContain("porthole run");
    }

    [Fact]
    public async Task Run_WithoutAWord_ShowsTheHelp()
    {
        var (code, output, error) = await RunAsync("");

        (code, error).ShouldBe((ExitCodes.Good, ""));
        output.ShouldContain("porthole devices discover");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonElement> JsonAsync(string words)
    {
        var (code, output, error) = await RunAsync(words);
        (code, error).ShouldBe((ExitCodes.Good, ""), words);
        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string words, string agent = "http://127.0.0.1:1")
    {
        var program = Path.Combine(AppContext.BaseDirectory, "porthole.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "EMPTY" ? "" : word)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _folder,
        };

        // A folder of its own, in which nobody runs; and nobody answers at its address, whatever runs on this machine.
        start.Environment["XDG_STATE_HOME"] = start.Environment["STATE_DIRECTORY"] = _folder;
        await File.WriteAllTextAsync(Path.Combine(_folder, "agent.json"), $$"""{ "url": "{{agent}}", "processId": 1 }""");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
