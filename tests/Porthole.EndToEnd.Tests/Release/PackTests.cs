using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Release;

/// <summary><c>tests/pack.py</c>: what makes a release out of a folder.</summary>
public sealed class PackTests : IDisposable
{
    private const string Name = "porthole-1.2.3-test";

    private const string Deps = """
        { "libraries": {
            "porthole/1.2.3": { "type": "project" },
            "Polly.Core/8.9.1": { "type": "package", "sha512": "sha512-AAEC" },
            "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12": { "type": "runtimepack" } } }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("porthole-pack-");

    [Theory]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task Pack_SameFilesAtAnotherTime_SameBytes(string kind)
    {
        var first = await PackAsync("a", ["porthole", "b.dll", "a.dll"], DateTime.UnixEpoch.AddYears(40), kind);
        var second = await PackAsync("b", ["a.dll", "porthole", "b.dll"], DateTime.UnixEpoch.AddYears(50), kind);

        (await File.ReadAllBytesAsync(first)).ShouldBe(await File.ReadAllBytesAsync(second));
    }

    [Fact]
    public async Task Pack_Tar_HoldsFilesInOrderWithoutOwnerAndDebugFiles()
    {
        var target = await PackAsync("a", ["porthole", "b.dll", "a.dll", "porthole.pdb"], DateTime.UnixEpoch.AddYears(40), "tar.gz");

        await using var packed = new GZipStream(File.OpenRead(target), CompressionMode.Decompress);
        await using var tar = new TarReader(packed);
        var entries = new List<TarEntry>();
        while (await tar.GetNextEntryAsync() is { } entry) entries.Add(entry);

        entries.Select(entry => entry.Name).ShouldBe([$"{Name}/a.dll", $"{Name}/b.dll", $"{Name}/porthole", $"{Name}/porthole.deps.json", $"{Name}/sbom.cdx.json"]);
        entries.ShouldAllBe(entry => entry.Uid == 0 && entry.Gid == 0);
        entries.Single(entry => entry.Name == $"{Name}/porthole").Mode.HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        entries.Single(entry => entry.Name == $"{Name}/a.dll").Mode.HasFlag(UnixFileMode.OtherExecute).ShouldBeFalse();
    }

    [Fact]
    public async Task Pack_BillOfMaterials_NamesEveryLibrary()
    {
        var target = await PackAsync("a", ["porthole"], DateTime.UnixEpoch.AddYears(40), "zip");

        await using var zip = await ZipFile.OpenReadAsync(target);
        await using var bill = await zip.GetEntry($"{Name}/sbom.cdx.json").ShouldNotBeNull().OpenAsync();
        using var document = await JsonDocument.ParseAsync(bill);

        document.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        document.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString().ShouldBe("1.2.3");
        var components = document.RootElement.GetProperty("components").EnumerateArray().ToDictionary(component => component.GetProperty("name").GetString()!);
        components.Keys.ShouldBe(["Microsoft.NETCore.App.Runtime.linux-x64", "Polly.Core", "porthole"], ignoreOrder: true);
        components["Polly.Core"].GetProperty("purl").GetString().ShouldBe("pkg:nuget/Polly.Core@8.9.1");
        components["Polly.Core"].GetProperty("hashes")[0].GetProperty("content").GetString().ShouldBe("000102");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> PackAsync(string place, string[] files, DateTime time, string kind)
    {
        var release = _folder.CreateSubdirectory(place).CreateSubdirectory(Name).FullName;
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(Path.Combine(release, file), $"content of {file}");
            File.SetLastWriteTimeUtc(Path.Combine(release, file), time);
        }

        await File.WriteAllTextAsync(Path.Combine(release, "porthole.deps.json"), Deps);
        var target = Path.Combine(_folder.FullName, place, $"{Name}.{kind}");
        var python = LabRequirements.Find("python3");
        Assert.SkipWhen(python is null, "Packing needs python3, which is not installed; tests/run.sh installs it.");
        var (exitCode, _, error) = await Tool.RunAsync(new ProcessStartInfo(python!, [Path.Combine(AgentProgram.Checkout, "tests", "pack.py"), release, target]));
        exitCode.ShouldBe(0, error);
        return target;
    }
}
