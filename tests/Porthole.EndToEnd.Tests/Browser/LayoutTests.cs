using Microsoft.Playwright;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>The dashboard for every eye, screen and hand; and the pictures of the README.</summary>
public sealed class LayoutTests : DemoDashboard
{
    /// <summary>The environment variable that names a folder for the README's pictures.</summary>
    private const string PicturesVariable = "PORTHOLE_PICTURES";

    /// <summary>WCAG 2.2 at level AA.</summary>
    private const string Audit = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(found => found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | ')}`))";

    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Browser", "axe-core", "axe.min.js"));

    [Theory]
    [InlineData(ColorScheme.Light, 768)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Axe_EveryPageAndDialog_FindsNoViolation(ColorScheme scheme, int width)
    {
        var (page, _) = await OpenAsync($"#cameras&code={await Demo.CodeAsync()}", new() { Width = width, Height = 760 }, scheme);
        var found = new List<string>();
        foreach (var hash in await page.Locator("nav a").EvaluateAllAsync<string[]>("links => links.map(link => link.hash)"))
        {
            await page.Locator($"nav a[href='{hash}']").ClickAsync();
            await Assertions.Expect(page.Locator($"[data-page='{hash[2..]}'] h1")).ToBeVisibleAsync();
            found.AddRange(await AuditAsync(page, hash));
        }

        await page.Locator("nav a[href='#/cameras']").ClickAsync();
        await page.Locator("[data-act='add-by-hand']").ClickAsync();
        await page.Locator("dialog form").WaitForAsync();
        found.AddRange(await AuditAsync(page, "form"));
        await page.Locator("form button[type='submit']").ClickAsync();
        await page.Locator("[aria-invalid]").First.WaitForAsync();
        found.AddRange(await AuditAsync(page, "form with mistakes"));
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Shed");
        await page.GetByLabel("Address on the LAN").FillAsync("127.77.0.77");
        await page.Locator("form button[type='submit']").ClickAsync();
        await page.Locator("[data-camera='shed'] [data-act='Remove']").ClickAsync();
        await page.Locator("dialog [data-act='confirm']").WaitForAsync();
        found.AddRange(await AuditAsync(page, "removal"));
        await page.Locator("dialog [data-act='confirm']").ClickAsync();
        await page.Locator("[data-act='undo']").WaitForAsync();
        found.AddRange(await AuditAsync(page, "removed"));

        await page.Locator("nav a[href='#/overview']").ClickAsync();
        await page.Locator("[data-act='qr']").First.ClickAsync();
        found.AddRange(await AuditAsync(page, "QR code"));

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Axe_StrangerAndSheet_FindsNoViolation(ColorScheme scheme, int width)
    {
        var (page, complaints) = await OpenAsync("#cameras", new() { Width = width, Height = 760 }, scheme);
        await page.Locator("#sign-in").ClickAsync();
        await page.Locator("dialog code").WaitForAsync();
        var found = (await AuditAsync(page, "sign-in")).ToList();

        await page.GotoAsync(new Uri(Demo.Url, "sheet").ToString());
        await Assertions.Expect(page.Locator("section")).ToHaveCountAsync(2);
        found.AddRange(await AuditAsync(page, "sheet"));

        found.ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        complaints.ShouldBeEmpty();
    }

    /// <summary>A phone; a window at 200 % zoom, which is one of half the width.</summary>
    [Theory]
    [InlineData(360, 740)]
    [InlineData(640, 400)]
    public async Task Pages_NarrowScreen_FitAndShowTheWholeMenu(int width, int height)
    {
        var (page, _) = await OpenAsync(size: new() { Width = width, Height = height });

        (await page.EvaluateAsync<bool>("[...document.querySelectorAll('nav a')].every(link => link.getBoundingClientRect().right <= innerWidth)")).ShouldBeTrue();
        foreach (var hash in await page.Locator("nav a").EvaluateAllAsync<string[]>("links => links.map(link => link.hash)"))
        {
            await page.Locator($"nav a[href='{hash}']").ClickAsync();
            await Assertions.Expect(page.Locator($"[data-page='{hash[2..]}'] h1")).ToBeVisibleAsync();
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, hash);
        }
    }

    [Fact]
    public async Task Keyboard_Alone_SkipsToTheContentAndReachesACopyButton()
    {
        var (page, _) = await OpenAsync();
        await Assertions.Expect(page.Locator("[data-act='copy']")).ToHaveCountAsync(4);

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();

        // The evidence of problems comes before the cameras; demos that run side by side take ports from each other, and each tells of it.
        var reached = "";
        for (var press = 0; press < 40 && reached != "copy"; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached = await page.EvaluateAsync<string>("document.activeElement.dataset.act ?? ''");
        }

        reached.ShouldBe("copy");
    }

    [Fact]
    public async Task Motion_Reduced_NothingMoves()
    {
        var (page, _) = await OpenAsync();
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");

        (await page.EvaluateAsync<int>("document.getAnimations().length")).ShouldBe(0);
    }

    [Fact]
    public async Task Files_AllTogether_AreUnder150KilobytesAndFromTheAgentAlone()
    {
        var asked = new List<string>();
        var page = await Session.Browser.NewPageAsync();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(Demo.Url.ToString());
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");

        var files = Path.Combine(AgentProgram.Checkout, "src", "Porthole.Agent", "Dashboard", "wwwroot");
        Directory.GetFiles(files, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(150_000);
        asked.ShouldAllBe(url => url.StartsWith(Demo.Url.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pictures_Wished_AreTaken()
    {
        var (page, complaints) = await OpenAsync();
        await Assertions.Expect(page.Locator(".strip svg")).ToHaveCountAsync(4);
        complaints.ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable(PicturesVariable) is not { Length: > 0 } folder) return;

        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "dashboard.png"), FullPage = true });
        var (phone, _) = await OpenAsync(size: new() { Width = 360, Height = 780 }, scheme: ColorScheme.Dark);
        await Assertions.Expect(phone.Locator(".strip svg")).ToHaveCountAsync(4);
        await phone.ScreenshotAsync(new() { Path = Path.Combine(folder, "dashboard-phone.png") });
    }

    private static async Task<IEnumerable<string>> AuditAsync(IPage page, string where)
    {
        // The page's policy forbids foreign scripts; the driver's own are not bound by it.
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Axe} }} }}");
        return (await page.EvaluateAsync<string[]>(Audit)).Select(violation => $"{where}: {violation}");
    }
}
