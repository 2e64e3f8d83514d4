const vscode = require('vscode');

const below = new Map([
  [undefined, ['Tickets']],
  ['Tickets', ['9000/10000 done']],
]);

exports.activate = () => {
  vscode.window.createTreeView('sanctum.plan', {
    treeDataProvider: {
      getChildren: (row) => below.get(row) ?? [],
      getTreeItem: (row) => new vscode.TreeItem(row, below.has(row) ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None),
    },
  });
};
