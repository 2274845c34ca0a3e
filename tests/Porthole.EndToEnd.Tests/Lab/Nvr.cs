using System.Text;

namespace Porthole.Lab;

/// <summary>The PC that records the cameras, and that Porthole runs on.</summary>
public sealed class Nvr : NetworkHost
{
    /// <summary>Its address on the LAN.</summary>
    public const string LanAddress = "192.168.1.10";

    // The state folder stays from one run of the agent to the next, as it does on a real PC.
    private readonly string _folder;
    private readonly List<AgentProcess> _agents = [];

    internal Nvr(Sandbox sandbox, string name)
        : base(sandbox, name) => _folder = $"/run/lab/{name}";

    /// <summary>The agent's state folder, as it is named inside the lab.</summary>
    public string DataFolder => $"{_folder}/data";

    /// <summary>The settings file that the agent is started with, as it is named inside the lab.</summary>
    public string SettingsFile => $"{_folder}/appsettings.json";

    /// <summary>Starts <c>porthole run</c> with these settings.</summary>
    public async Task<AgentProcess> StartAgentAsync(string settings)
    {
        await WriteSettingsAsync(settings);
        return StartAgent("run", "--settings", SettingsFile, "--data", DataFolder);
    }

    /// <summary>Starts <c>porthole demo</c>.</summary>
    public AgentProcess StartDemo()
    {
        Directory.CreateDirectory(Sandbox.FromOutside(DataFolder));
        return StartAgent("demo", "--data", DataFolder);
    }

    /// <summary>Writes the settings file, as an editor does: a whole new file in the old one's place.</summary>
    public async Task WriteSettingsAsync(string settings)
    {
        Directory.CreateDirectory(Sandbox.FromOutside(DataFolder));
        var draft = Sandbox.FromOutside(SettingsFile + ".new");
        await File.WriteAllTextAsync(draft, settings);
        File.Move(draft, Sandbox.FromOutside(SettingsFile), overwrite: true);
    }

    /// <summary>Writes a file that a command is to read; yields its path inside the lab.</summary>
    public async Task<string> WriteFileAsync(string name, string content)
    {
        Directory.CreateDirectory(Sandbox.FromOutside(DataFolder));
        await File.WriteAllTextAsync(Sandbox.FromOutside($"{_folder}/{name}"), content);
        return $"{_folder}/{name}";
    }

    /// <summary>The token with which the agent's API lets itself be changed.</summary>
    public Task<string> TokenAsync() => File.ReadAllTextAsync(Sandbox.FromOutside($"{DataFolder}/token"));

    /// <summary>Asks the running agent's API for a change, with the token of its state folder; throws when it is refused.</summary>
    public async Task ChangeAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:8730{path}"));
        request.Headers.Authorization = new("Bearer", await TokenAsync());
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new LabException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Makes a folder with a settings file, for a program that is started in another way; yields its path inside the lab.</summary>
    public async Task<string> MakeFolderAsync(string name, string settings)
    {
        var folder = $"{_folder}/{name}";
        Directory.CreateDirectory(Sandbox.FromOutside($"{folder}/data"));
        await File.WriteAllTextAsync(Sandbox.FromOutside($"{folder}/appsettings.json"), settings);
        return folder;
    }

    /// <summary>Runs another command of the program on the same state folder, to its end.</summary>
    public Task<CommandResult> PortholeAsync(params IEnumerable<string> arguments)
    {
        var (program, line) = AgentProgram.Command([.. arguments, "--data", DataFolder]);
        return TryAsync(program, line);
    }

    /// <summary>Runs <c>porthole run</c> with these settings to its end: for settings that it must not accept.</summary>
    public async Task<CommandResult> RunAgentToEndAsync(string settings)
    {
        await WriteSettingsAsync(settings);
        return await PortholeAsync("run", "--settings", SettingsFile);
    }

    /// <summary>
    /// Lets nothing through that the router sends of its own accord: no announcement (224.0.0.1, SSDP's group) and no event (a
    /// connection from the router). What it answers still arrives.
    /// </summary>
    public async Task ShutOutAnnouncementsAsync() => (await Sandbox.RunAsync(Name, "nft", ["-f", "-"], input: $$"""
        table inet deaf {
            chain input { type filter hook input priority 0; ip daddr { 224.0.0.1, 239.255.255.250 } drop; ip saddr {{Router.LanAddress}} tcp flags & (syn | ack) == syn drop; }
        }
        """)).OrThrow();

    /// <summary>Lets through again what <see cref="ShutOutAnnouncementsAsync"/> kept out.</summary>
    public Task LetInAnnouncementsAsync() => RunAsync("nft", "delete", "table", "inet", "deaf");

    /// <summary>A VPN comes up and takes the default route: to a gateway that answers nothing.</summary>
    public Task StartVpnAsync() => RunAsync("sh", "-ec", """
        ip link add vpn type veth peer name vpn-far
        ip link set vpn-far up
        ip addr add 10.8.0.2/24 dev vpn
        ip link set vpn up
        ip route flush exact 0.0.0.0/0
        ip route add default via 192.168.1.1 metric 100
        ip route add default via 10.8.0.1 metric 50
        """);

    /// <summary>The VPN goes and gives the default route back.</summary>
    public Task StopVpnAsync() => RunAsync("ip", "link", "del", "vpn");

    /// <summary>Starts the web server of recorder software on this PC.</summary>
    public Task<LabProcess> StartRecorderAsync(int port, string bind = "0.0.0.0") => Camera.StartHttpAsync(this, "recorder", port, bind);

    /// <summary>What a failure message shows of this PC.</summary>
    public async Task<string> DescribeAsync()
    {
        var text = "";
        foreach (var agent in _agents)
            text += await agent.DescribeAsync();
        return text;
    }

    private AgentProcess StartAgent(params IEnumerable<string> arguments)
    {
        var (program, line) = AgentProgram.Command(arguments);
        var agent = new AgentProcess(this, Start(program, line));
        _agents.Add(agent);
        return agent;
    }
}
